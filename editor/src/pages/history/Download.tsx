import { DownloadOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { stringify } from 'lossless-json'
import { useTranslation } from 'react-i18next'
import { saveFile } from '../../parts/saveFile'
import type { Files } from './useCompared'

/** The files of a revision, to be saved one by one or all in one. */
export function Download({ revision, files }: { revision: number; files: Files | null }) {
  const { t } = useTranslation()
  const items = [{ key: '', label: t('deploy.history.whole') }, { type: 'divider' as const }, ...Object.keys(files ?? {}).sort().map((key) => ({ key, label: key }))]
  const save = (name: string) => {
    if (!files) return
    if (name === '') saveAs(`revision-${revision}.json`, files)
    else saveAs(name.split('/').at(-1) ?? name, files[name])
  }
  return (
    <Dropdown trigger={['click']} disabled={!files} menu={{ items, onClick: ({ key }) => save(key) }}>
      <Button icon={<DownloadOutlined />}>{t('deploy.history.download')}</Button>
    </Dropdown>
  )
}

function saveAs(name: string, content: unknown): void {
  const text = typeof content === 'string' ? content : `${stringify(content, undefined, 2) ?? ''}\n`
  saveFile(name, new Blob([text], { type: typeof content === 'string' ? 'text/csv' : 'application/json' }))
}
