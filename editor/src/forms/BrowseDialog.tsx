import { Empty, Input, Modal, Skeleton, Tree } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useText } from '../state/useText'
import { Said } from './Said'
import { useBrowse, type Browsed } from './useBrowse'

interface BrowseDialogProps {
  connection: string
  done: (address: string | null) => void
}

/** What the peer of a connection has, a folder at a time, to choose an address from. */
export function BrowseDialog({ connection, done }: BrowseDialogProps) {
  const { t } = useTranslation()
  const say = useText()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<Browsed | null>(null)
  const { items, problem, open } = useBrowse(connection, search)
  const titleOf = ({ title, unit, type }: Browsed) => (
    <span>
      {say(title)} <span className="muted">{[type, unit].filter(Boolean).join(' ')}</span>
    </span>
  )
  type Branch = { key: string; title: React.ReactNode; isLeaf: boolean; selectable: boolean; item: Browsed; children?: Branch[] }
  const branch = (item: Browsed): Branch => ({
    key: JSON.stringify([...item.path, item.id]),
    title: titleOf(item),
    isLeaf: item.kind !== 'folder',
    selectable: item.address !== '',
    item,
    ...(item.inner ? { children: item.inner.map(branch) } : {}),
  })
  return (
    <Modal
      open
      title={t('forms.browse.open', { connection })}
      okText={t('forms.browse.take')}
      cancelText={t('forms.cancel')}
      okButtonProps={{ disabled: chosen === null }}
      onOk={() => done(chosen?.address ?? null)}
      onCancel={() => done(null)}
    >
      <Input.Search allowClear aria-label={t('forms.browse.search')} placeholder={t('forms.browse.search')} onSearch={setSearch} />
      {problem && <Said fault={{ severity: 'error', message: problem.title, hint: problem.detail || problem.hint }} />}
      {!items && !problem && <Skeleton active title={false} />}
      {items?.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('forms.browse.none')} />}
      {items && items.length > 0 && (
        <Tree<Branch>
          className="browse-tree"
          height={320}
          treeData={items.map(branch)}
          loadData={({ item, children }) => (children ? Promise.resolve() : open(item))}
          onSelect={(_, { node, selected }) => setChosen(selected ? node.item : null)}
        />
      )}
    </Modal>
  )
}
