import { create } from 'zustand'
import { EVERYTHING, type TagFilter } from '../../../model/tagRows'

/** Which tags the table shows; other pages set it when they lead there, and it is kept between visits. */
export const useTagFilter = create<TagFilter>(() => EVERYTHING)
