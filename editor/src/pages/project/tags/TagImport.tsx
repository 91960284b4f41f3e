import { Alert, AutoComplete, Form, Modal, Radio, Skeleton } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pathOfList } from '../../../api/parts'
import { readList, type TagList, type TagLists } from '../../../model/tagList'
import { USUAL, withRowsOf } from '../../../model/tagEdit'
import type { Fault } from '../../../model/types'
import { ProblemAlert } from '../../../parts/ProblemAlert'
import { usePolled } from '../../../state/usePolled'
import type { SharedPart } from '../../../state/useSharedPart'
import { useWorkspace } from '../../../state/workspace'
import { PartFaults } from '../frame/PartFaults'
import { TagPreview } from './TagPreview'

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,63}$/u

interface TagImportProps {
  file: File
  shared: SharedPart<TagLists>
  close: () => void
}

/** What a file would change, before it does: tags that come, change and go, and what is wrong with it. */
export function TagImport({ file, shared, close }: TagImportProps) {
  const { t } = useTranslation()
  const lists = useMemo(() => shared.document?.present ?? {}, [shared.document])
  const own = file.name.replace(/\.[^.]*$/, '').trim()
  const [name, setName] = useState(() => (lists[own] || Object.keys(lists).length !== 1 ? own : (Object.keys(lists)[0] ?? own)))
  const [way, setWay] = useState<'replace' | 'merge'>('replace')
  const { data, problem, retry } = useChecked(file, name)
  const present = lists[name]
  const next = useMemo((): TagList | null => {
    if (!data) return null
    return way === 'merge' && present ? { columns: present.columns, rows: withRowsOf(present.rows, data.list.rows) } : data.list
  }, [data, way, present])
  const wrong = data?.faults.filter(({ row }) => row !== undefined && row !== null) ?? []
  const unreadable = data && !data.list.columns.includes('id')
  const apply = () => {
    if (!next) return
    shared.edit('project.tags.edit.import', (draft) => {
      draft[name] = next
    })
    close()
  }
  return (
    <Modal
      open
      width={760}
      title={t('project.tags.importTitle', { name: file.name })}
      okText={t('project.tags.importDo')}
      okButtonProps={{ disabled: !next || unreadable === true || !NAME.test(name) }}
      onOk={apply}
      onCancel={close}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('project.tags.importInto')} htmlFor="import-into" {...(NAME.test(name) ? {} : { validateStatus: 'error', help: t('project.tags.importName') })}>
          <AutoComplete id="import-into" value={name} onChange={setName} options={Object.keys(lists).map((value) => ({ value }))} />
        </Form.Item>
        {present && (
          <Radio.Group
            className="import-way"
            value={way}
            onChange={({ target }) => setWay(target.value as typeof way)}
            options={[
              { value: 'replace', label: t('project.tags.importReplace') },
              { value: 'merge', label: t('project.tags.importMerge') },
            ]}
          />
        )}
      </Form>
      {problem && <ProblemAlert problem={problem} retry={retry} />}
      {!data && !problem && <Skeleton active paragraph={{ rows: 4 }} />}
      {unreadable && <Alert type="error" showIcon title={t('project.tags.importNoId')} description={t('project.tags.importNoIdHint', { columns: USUAL_COLUMNS })} />}
      {next && !unreadable && <TagPreview present={present} next={next} />}
      <PartFaults faults={wrong} place={({ row, field }) => [t('project.tags.row', { row: row ?? 0 }), field].filter(Boolean).join(' · ')} />
    </Modal>
  )
}

const USUAL_COLUMNS = 'id, connection, address, type'

/** What the runtime reads from the file, with the faults that it would have as this list. */
function useChecked(file: File, name: string) {
  const { client } = useWorkspace()
  const read = useCallback(
    async (signal: AbortSignal): Promise<{ list: TagList; faults: Fault[] }> => {
      const kind = /\.xls[xm]?$/i.test(file.name) ? EXCEL : 'text/csv'
      const asked = { method: 'POST', body: file, headers: { 'Content-Type': kind }, signal, patience: 30_000 }
      const path = pathOfList(NAME.test(name) ? name : USUAL)
      const { content, faults } = await client.call<{ content: string; faults: Fault[] }>(`${path}/validate`, asked)
      return { list: readList(content), faults }
    },
    [client, file, name],
  )
  return usePolled(`${file.name} ${name}`, read, null)
}
