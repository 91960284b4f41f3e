import { Modal, Skeleton, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllDocuments } from '../state/allDocuments'
import { closeFinder, useFinder } from '../state/finder'
import { FindPane } from './FindPane'
import { UsesPane } from './UsesPane'

/** Finds nodes in all flows, and who uses what. */
export default function Finder() {
  const { t } = useTranslation()
  const { pane } = useFinder()
  const documents = useAllDocuments()
  const waiting = <Skeleton active title={false} paragraph={{ rows: 6 }} />
  return (
    <Modal open title={t('search.title')} footer={null} width={880} onCancel={closeFinder} className="finder" destroyOnHidden>
      <Tabs
        activeKey={pane}
        onChange={(key) => useFinder.setState({ pane: key === 'uses' ? 'uses' : 'find' })}
        items={[
          { key: 'find', label: t('search.find'), children: documents ? <FindPane documents={documents} /> : waiting },
          { key: 'uses', label: t('search.uses'), children: documents ? <UsesPane documents={documents} /> : waiting },
        ]}
      />
    </Modal>
  )
}
