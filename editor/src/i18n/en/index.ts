import { canvas } from './canvas'
import { common } from './common'
import { deploy } from './deploy'
import { editor } from './editor'
import { first } from './first'
import { forms } from './forms'
import { grid } from './grid'
import { palette } from './palette'
import { people } from './people'
import { stations } from './stations'
import { gateway } from './gateway'
import { project } from './project'
import { search } from './search'

/** The English texts, an area a file; `zh` has the same keys. */
export const en = { ...common, ...editor, ...canvas, ...palette, ...forms, ...grid, ...deploy, ...project, ...people, ...stations, ...gateway, ...search, ...first }

/** The shape every language has; plural forms are the language's own affair. */
export type Texts = typeof en

/** What antd says itself. */
export { default as antd } from 'antd/locale/en_GB'
