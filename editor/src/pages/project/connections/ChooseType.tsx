import { SearchOutlined } from '@ant-design/icons'
import { Input, Modal, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { localized } from '../../../model/text'
import { useConnectionTypes } from '../../../state/connectionTypes'
import { useSettings } from '../../../state/settings'

/** Which kind of connection a new one is. */
export function ChooseType({ choose }: { choose: (type: string | null) => void }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const types = useConnectionTypes()
  const [search, setSearch] = useState('')
  const shown = [...(types?.values() ?? [])]
    .map(({ type, title, help }) => ({ type, title: localized(title, language, type), help: localized(help, language) }))
    .filter(({ type, title, help }) => `${type} ${title} ${help}`.toLowerCase().includes(search.trim().toLowerCase()))
    .sort((one, other) => one.title.localeCompare(other.title, language))
  return (
    <Modal open footer={null} title={t('project.connections.choose')} onCancel={() => choose(null)}>
      <Input
        autoFocus
        allowClear
        prefix={<SearchOutlined />}
        aria-label={t('project.connections.searchType')}
        placeholder={t('project.connections.searchType')}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
        onPressEnter={(event) => {
          event.preventDefault() // else the key would also press what has the focus in the next window
          if (shown[0]) choose(shown[0].type)
        }}
      />
      {!types && <Skeleton active />}
      <ul className="type-list">
        {shown.map(({ type, title, help }) => (
          <li key={type}>
            <button type="button" onClick={() => choose(type)}>
              <strong>{title}</strong> <span className="muted code">{type}</span>
              <span className="muted small">{help}</span>
            </button>
          </li>
        ))}
      </ul>
      {types && shown.length === 0 && <p className="muted">{t('project.connections.noType')}</p>}
    </Modal>
  )
}
