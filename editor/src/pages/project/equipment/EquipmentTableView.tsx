import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Grid } from '../../../grid/Grid'
import { GridTools } from '../../../grid/GridTools'
import type { GridColumn, GridEdit } from '../../../grid/types'
import { useGrid } from '../../../grid/useGrid'
import { cellOf, EQUIPMENT_COLUMNS, setCell, type EquipmentColumn } from '../../../model/equipmentTree'
import { isId } from '../../../model/ids'
import type { EquipmentTable } from '../../../model/plant'
import { useMay } from '../../../state/me'
import type { SharedDocument } from '../../../state/shared'
import type { SharedPart } from '../../../state/useSharedPart'

const WIDTHS: Record<EquipmentColumn, number> = { id: 160, name_en: 200, name_zh: 160, kind: 120, area: 120, location: 160, parent: 160 }
/** The row below the last one, in which a new piece begins. */
const NEW = ''

interface EquipmentTableViewProps {
  table: EquipmentTable
  shared: SharedPart<EquipmentTable>
  document: SharedDocument<EquipmentTable>
}

/** The equipment as a sheet, for pasting from Excel and copying there. */
export function EquipmentTableView({ table, shared, document }: EquipmentTableViewProps) {
  const { t } = useTranslation()
  const mayEdit = useMay('edit')
  const rows = useMemo(() => [...Object.keys(table), ...(mayEdit ? [NEW] : [])], [table, mayEdit])
  const columns = useMemo(
    () =>
      EQUIPMENT_COLUMNS.map((id): GridColumn<string> => ({
        id,
        title: t(`project.equipment.columns.${id}`),
        width: WIDTHS[id],
        text: (row) => (row === NEW ? '' : cellOf(table, row, id)),
        choices: id === 'parent' ? () => Object.keys(table) : undefined,
        check: (text, row) => {
          if (id === 'id') return !text || isId(text) ? (text !== row && text in table ? t('project.idTaken') : null) : t('project.idWrong')
          return id === 'parent' && text && !(text in table) ? t('project.equipment.unknownParent') : null
        },
      })),
    [t, table],
  )
  const grid = useGrid<string>({
    name: 'equipment',
    columns,
    rows,
    rowKey,
    isLast,
    grows: true,
    understood: ([head = [], ...rest]) => {
      const names = head.map((cell) => cell.trim().toLowerCase())
      return names.includes('id') ? rest.map((row) => EQUIPMENT_COLUMNS.map((column) => row[names.indexOf(column)] ?? '')) : null
    },
    onEdit: mayEdit ? (edit) => shared.edit('project.equipment.edit.change', recipeOf(edit)) : null,
    undo: shared.undo,
    redo: shared.redo,
  })
  return (
    <div className="plant-sheet">
      {mayEdit && (
        <div className="project-tools">
          <GridTools grid={grid} canUndo={document.past.length > 0} canRedo={document.future.length > 0} />
          <span className="muted">{t('project.equipment.pasteHint')}</span>
        </div>
      )}
      <Grid grid={grid} label={t('project.tabs.equipment')} rowLabel={(row) => row || t('project.equipment.newRow')} />
    </div>
  )
}

const rowKey = (row: string) => row
const isLast = (row: string) => row === NEW

/** Texts go into the pieces; a row becomes a piece when it has an id. The ids change last, so that the rows are still found. */
function recipeOf({ cells, more }: GridEdit): (draft: EquipmentTable) => void {
  const begun = Object.fromEntries(cells.filter(({ row }) => row === NEW).map(({ column, text }) => [column, text]))
  return (draft) => {
    const own = cells.filter(({ row }) => row !== NEW)
    for (const { row, column, text } of own) if (column !== 'id') setCell(draft, row, column as EquipmentColumn, text)
    for (const { row, text } of own.filter(({ column }) => column === 'id')) setCell(draft, row, 'id', text)
    for (const row of [begun, ...more]) {
      const id = row['id']?.trim()
      if (!id) continue
      draft[id] ??= {}
      for (const column of EQUIPMENT_COLUMNS) if (column !== 'id' && column in row) setCell(draft, id, column, row[column] ?? '')
    }
  }
}
