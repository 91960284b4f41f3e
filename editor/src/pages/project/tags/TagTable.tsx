import { Empty } from 'antd'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Grid } from '../../../grid/Grid'
import type { GridFault } from '../../../grid/types'
import { useGrid } from '../../../grid/useGrid'
import type { Cell } from '../../../model/grid'
import { byHeader, cellFaults, EVERYTHING, idCounts, NEW, tagRows, type PlacedRow, type TagFilter } from '../../../model/tagRows'
import { withEdit } from '../../../model/tagEdit'
import type { TagLists } from '../../../model/tagList'
import { same } from '../../../model/same'
import type { TagContext } from '../../../model/tagCheck'
import { useMay } from '../../../state/me'
import type { SharedDocument } from '../../../state/shared'
import type { SharedPart } from '../../../state/useSharedPart'
import { PartFaults } from '../frame/PartFaults'
import { useConnectionTypes, useEquipment } from '../frame/usePlant'
import { TagTools } from './TagTools'
import { useTagFilter } from './tagFilter'
import { useSeen } from './useSeen'
import { useTagColumns } from './useTagColumns'

interface TagTableProps {
  shared: SharedPart<TagLists>
  document: SharedDocument<TagLists>
}

/** All tags with what they were last, edited like a sheet; below it what is wrong with which cell. */
export function TagTable({ shared, document }: TagTableProps) {
  const { t } = useTranslation()
  const mayEdit = useMay('edit')
  const lists = document.present
  const filter = useTagFilter()
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [reveal, setReveal] = useState<Cell | null>(null)
  const [view, setView] = useState({ first: 0, last: 40 })
  const narrowed = useDeferredValue(filter)
  const rows = useMemo(() => {
    const found = tagRows(lists, narrowed, touched)
    return mayEdit ? [...found, { key: NEW, list: '', index: -1, cells: {} }] : found
  }, [lists, narrowed, touched, mayEdit])
  const known = useKnown(lists)
  const ids = useMemo(() => rows.slice(view.first, view.last).map(({ cells }) => cells['id'] ?? ''), [rows, view])
  const columns = useTagColumns({ known, seen: useSeen(ids), listed: Object.keys(lists).length > 1 })
  const faults = useMemo(() => cellFaults(document.base, document.faults), [document.base, document.faults])
  const faultAt = useMemo(() => {
    const byCell = new Map(faults.map(({ key, column, fault }) => [`${key} ${column}`, fault satisfies GridFault]))
    return ({ key }: PlacedRow, column: string) => byCell.get(`${key} ${column}`) ?? null
  }, [faults])
  const narrow = (next: TagFilter) => {
    setTouched(new Set())
    useTagFilter.setState(next)
  }
  const grid = useGrid<PlacedRow>({
    name: 'tags',
    columns,
    rows,
    rowKey: keyOf,
    isLast,
    grows: true,
    understood: byHeader,
    onEdit: mayEdit
      ? (edit) => {
          const { recipe, made } = withEdit(lists, edit, narrowed)
          shared.edit(`project.tags.edit.${edit.act}`, recipe)
          setTouched((before) => new Set([...before, ...edit.cells.map(({ row }) => row), ...made]))
        }
      : null,
    undo: shared.undo,
    redo: shared.redo,
  })
  const go = (key: string, column: string) => {
    useTagFilter.setState(EVERYTHING)
    grid.view.reset()
    const row = tagRows(lists, EVERYTHING, new Set()).findIndex((each) => each.key === key)
    setReveal({ row, column: columns.findIndex(({ id }) => id === column) })
  }
  return (
    <div className="plant-sheet">
      <TagTools shared={shared} document={document} grid={grid} filter={filter} setFilter={narrow} known={known} />
      <Grid
        grid={grid}
        label={t('project.tabs.tags')}
        rowLabel={({ key, cells }) => cells['id'] || (key === NEW ? t('project.tags.newRow') : '?')}
        fault={faultAt}
        reveal={reveal}
        onView={setView}
      />
      {rows.length <= (mayEdit ? 1 : 0) && <Empty className="tags-empty" image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(same(filter, EVERYTHING) ? 'project.tags.none' : 'project.tags.noMatch')} />}
      <PartFaults
        faults={document.faults}
        place={({ file, row, field }) => [file?.replace(/^tags\//, ''), row, field].filter(Boolean).join(' · ')}
        go={(fault) => {
          const cell = faults.find((each) => each.fault === fault)
          return cell ? () => go(cell.key, cell.column) : null
        }}
      />
    </div>
  )
}

const keyOf = ({ key }: PlacedRow) => key
const isLast = ({ key }: PlacedRow) => key === NEW

/** What cells are checked against. */
function useKnown(lists: TagLists): TagContext {
  const connections = useConnectionTypes()
  const equipment = useEquipment()
  return useMemo(
    () => ({ connections, equipment: equipment && new Set(Object.keys(equipment)), ids: idCounts(lists) }),
    [connections, equipment, lists],
  )
}
