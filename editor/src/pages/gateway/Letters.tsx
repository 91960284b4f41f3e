import { useTranslation } from 'react-i18next'
import { LetterTray } from '../../letters/LetterTray'
import { PageHead } from '../../parts/ListPage'

/** The tray of the whole project. */
export default function Letters() {
  const { t } = useTranslation()
  return (
    <>
      <PageHead title={t('project.tabs.letters')} explain={t('letters.explain')} />
      <LetterTray flow={null} />
    </>
  )
}
