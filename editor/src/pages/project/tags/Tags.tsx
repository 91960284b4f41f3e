import { useTranslation } from 'react-i18next'
import { TAGS } from '../../../api/parts'
import { useSharedPart } from '../../../state/useSharedPart'
import { PartPage } from '../frame/PartPage'
import { TagFiles } from './TagFiles'
import { TagTable } from './TagTable'

/** The tag lists as one table. */
export default function Tags() {
  const { t } = useTranslation()
  const shared = useSharedPart(TAGS)
  return (
    <PartPage title={t('project.tabs.tags')} part={TAGS} shared={shared} actions={<TagFiles shared={shared} />}>
      {(document) => <TagTable shared={shared} document={document} />}
    </PartPage>
  )
}
