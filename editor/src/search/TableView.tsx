import { App, Empty, Select, Switch } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Grid } from '../grid/Grid'
import { useGrid } from '../grid/useGrid'
import type { Scope } from '../model/document'
import { typesOf, type TableRow } from '../model/table'
import { localized } from '../model/text'
import { useDocument, useGraph } from '../state/documents'
import { redo, undo } from '../state/together'
import { useMayAt } from '../state/me'
import { useNodeTypes } from '../state/nodeTypes'
import { useSelection } from '../state/selection'
import { useSettings } from '../state/settings'
import { useNodeName } from '../state/useNodeName'
import { useColumns } from './useColumns'
import { useTableEdit } from './useTableEdit'

/** The nodes of a graph, or the chosen ones, as rows that are edited and pasted like Excel's. */
export default function TableView({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const graph = useGraph(scope)
  const faults = useDocument(scope.key)?.faults
  const types = useNodeTypes((known) => known.types)
  const language = useSettings((settings) => settings.language)
  const chosen = useSelection(({ nodes }) => nodes)
  const [wanted, setWanted] = useState<string | null>(null)
  const [onlyChosen, setOnlyChosen] = useState(chosen.length > 1)
  const mayEdit = useMayAt('edit', scope.key)
  const all = useMemo(() => Object.entries(graph?.nodes ?? {}).map(([id, node]): TableRow => ({ id, node })), [graph])
  const present = useMemo(() => typesOf(all, types), [all, types])
  const type = present.find((each) => each.type === wanted)
  const rows = useMemo(
    () => all.filter(({ id, node }) => (!type || node.type === type.type) && (!onlyChosen || chosen.includes(id))),
    [all, type, onlyChosen, chosen],
  )
  const shown = useMemo(() => (type ? [type] : present), [type, present])
  const columns = useColumns(shown)
  const onEdit = useTableEdit(scope, type ?? null, (refused) => void message.warning(refused.slice(0, 3).join('\n'), 8))
  const nameOf = useNodeName()
  const grid = useGrid({
    name: 'nodes',
    columns,
    rows,
    rowKey,
    onEdit: mayEdit ? onEdit : null,
    grows: type !== undefined,
    undo: () => undo(scope.key),
    redo: () => redo(scope.key),
  })
  const fault = (row: TableRow, column: string) => faults?.find((each) => each.node === row.id && each.field?.split(/[.[]/)[0] === column) ?? null
  return (
    <div className="node-table">
      <div className="node-table-tools">
        <Select
          value={type?.type ?? ''}
          onChange={(value) => setWanted(value || null)}
          aria-label={t('table.type')}
          popupMatchSelectWidth={false}
          options={[{ value: '', label: t('table.allTypes') }, ...present.map((each) => ({ value: each.type, label: localized(each.title, language, each.type) }))]}
        />
        {chosen.length > 0 && (
          <label>
            <Switch size="small" checked={onlyChosen} onChange={setOnlyChosen} /> {t('table.selection', { count: chosen.length })}
          </label>
        )}
      </div>
      <Grid
        grid={grid}
        label={t('table.label')}
        rowLabel={({ id, node }) => nameOf(id, node)}
        fault={fault}
        empty={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('table.empty')} />}
      />
    </div>
  )
}

const rowKey = ({ id }: TableRow) => id
