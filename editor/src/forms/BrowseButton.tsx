import { FolderOpenOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../state/me'
import { useConnectionTypes } from '../state/connectionTypes'
import { BrowseDialog } from './BrowseDialog'
import { useForm } from './place'
import { useConnections } from './useConnections'

/** Opens what the peer of the form's connection has, where its type can tell. */
export function BrowseButton({ take }: { take: (address: string) => void }) {
  const { t } = useTranslation()
  const { connection } = useForm()
  const types = useConnectionTypes()
  const connections = useConnections()
  const may = useMay('edit')
  const [open, setOpen] = useState(false)
  const type = connection === null ? undefined : connections[connection]?.type
  if (!may || (connection !== null && type !== undefined && types?.get(type)?.browsable !== true)) return null
  const title = connection === null ? t('forms.browse.noConnection') : t('forms.browse.open', { connection })
  const done = (address: string | null) => {
    setOpen(false)
    if (address !== null) take(address)
  }
  return (
    <>
      <Button size="small" type="text" icon={<FolderOpenOutlined />} disabled={connection === null} aria-label={title} title={title} onClick={() => setOpen(true)} />
      {open && connection !== null && <BrowseDialog connection={connection} done={done} />}
    </>
  )
}
