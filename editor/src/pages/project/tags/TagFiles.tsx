import { DownloadOutlined, ImportOutlined, MoreOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Space } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../api/client'
import { pathOfList } from '../../../api/parts'
import { writeList, type TagLists } from '../../../model/tagList'
import { saveFile } from '../../../parts/saveFile'
import { useProblemTexts } from '../../../parts/useProblemTexts'
import { useMay } from '../../../state/me'
import type { SharedPart } from '../../../state/useSharedPart'
import { useWorkspace } from '../../../state/workspace'
import { TagImport } from './TagImport'

/** The lists as files: they come from Excel or CSV, by a button or dragged onto the page, and go there. */
export function TagFiles({ shared }: { shared: SharedPart<TagLists> }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { message, modal } = App.useApp()
  const said = useProblemTexts()
  const mayEdit = useMay('edit')
  const [file, setFile] = useState<File | null>(null)
  const dragged = useDropped(setFile, mayEdit)
  const chooser = useRef<HTMLInputElement>(null)
  const lists = shared.document?.present ?? {}
  const names = Object.keys(lists)
  const asExcel = async (name: string) => {
    try {
      await shared.save()
      const answer = await client.answered(`${pathOfList(name)}?format=xlsx`, {})
      saveFile(`${name}.xlsx`, await answer.blob())
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      void message.error(said(error.problem).title)
    }
  }
  // The mark at the beginning lets Excel read the Chinese in it.
  const asCsv = (name: string) => {
    const list = lists[name]
    if (list) saveFile(`${name}.csv`, new Blob(['\uFEFF', writeList(list)], { type: 'text/csv' }))
  }
  const remove = (name: string) =>
    void modal.confirm({
      title: t('project.tags.removeListAsk', { name }),
      content: t('project.tags.removeListHint', { count: lists[name]?.rows.length ?? 0 }),
      okText: t('project.delete'),
      okButtonProps: { danger: true },
      onOk: () => shared.edit('project.tags.edit.removeList', (draft) => void Reflect.deleteProperty(draft, name)),
    })
  const exports = names.flatMap((name) => [
    { key: `xlsx ${name}`, label: t('project.tags.asExcel', { name }), onClick: () => void asExcel(name) },
    { key: `csv ${name}`, label: t('project.tags.asCsv', { name }), onClick: () => asCsv(name) },
  ])
  return (
    <Space wrap>
      {mayEdit && (
        <Button icon={<ImportOutlined />} onClick={() => chooser.current?.click()}>
          {t('project.import')}
        </Button>
      )}
      <Dropdown menu={{ items: exports }} trigger={['click']} disabled={names.length === 0}>
        <Button icon={<DownloadOutlined />}>{t('project.export')}</Button>
      </Dropdown>
      {mayEdit && names.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{ items: names.map((name) => ({ key: name, danger: true, label: t('project.tags.removeList', { name }), onClick: () => remove(name) })) }}
        >
          <Button icon={<MoreOutlined />} aria-label={t('project.more')} />
        </Dropdown>
      )}
      <input
        ref={chooser}
        type="file"
        hidden
        accept=".csv,.xlsx,.txt"
        aria-label={t('project.tags.file')}
        onChange={({ target }) => {
          setFile(target.files?.[0] ?? null)
          target.value = ''
        }}
      />
      {dragged && <div className="drop-zone">{t('project.tags.drop')}</div>}
      {file && <TagImport file={file} shared={shared} close={() => setFile(null)} />}
    </Space>
  )
}

/** Takes a file that is dropped on the page; true while one is dragged over it. */
function useDropped(take: (file: File) => void, enabled: boolean): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    if (!enabled) return
    const dragging = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    }
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const dropped = (event: DragEvent) => {
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (!file) return
      event.preventDefault()
      take(file)
    }
    window.addEventListener('dragover', dragging)
    window.addEventListener('dragleave', left)
    window.addEventListener('drop', dropped)
    return () => {
      window.removeEventListener('dragover', dragging)
      window.removeEventListener('dragleave', left)
      window.removeEventListener('drop', dropped)
    }
  }, [take, enabled])
  return over
}
