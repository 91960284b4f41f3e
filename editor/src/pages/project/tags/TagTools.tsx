import { CopyOutlined, DeleteOutlined, NodeIndexOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Select, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { GridTools } from '../../../grid/GridTools'
import type { GridState } from '../../../grid/useGrid'
import { at } from '../../../model/grid'
import { withCopies, withoutRows } from '../../../model/tagEdit'
import { NEW, type PlacedRow, type TagFilter } from '../../../model/tagRows'
import type { TagContext } from '../../../model/tagCheck'
import type { TagLists } from '../../../model/tagList'
import { showUses } from '../../../state/finder'
import type { SharedDocument } from '../../../state/shared'
import type { SharedPart } from '../../../state/useSharedPart'
import { ReadTags } from './ReadTags'

interface TagToolsProps {
  shared: SharedPart<TagLists>
  document: SharedDocument<TagLists>
  grid: GridState<PlacedRow>
  filter: TagFilter
  setFilter: (filter: TagFilter) => void
  known: TagContext
}

/** What is done with the rows: find them, add, copy, fill and delete them. */
export function TagTools({ shared, document, grid, filter, setFilter, known }: TagToolsProps) {
  const { t } = useTranslation()
  const rows = grid.selected.filter((key) => key !== NEW)
  const first = grid.rows[grid.area.top]?.cells['id']
  const lists = Object.keys(document.present)
  const toNew = () => grid.select(at({ row: grid.rows.length - 1, column: 0 }))
  return (
    <div className="project-tools">
      <Input
        className="tags-search"
        allowClear
        prefix={<SearchOutlined />}
        placeholder={t('project.tags.search')}
        aria-label={t('project.tags.search')}
        value={filter.search}
        onChange={({ target }) => setFilter({ ...filter, search: target.value })}
      />
      {lists.length > 1 && <Only label={t('project.tags.anyList')} value={filter.list} all={lists} choose={(list) => setFilter({ ...filter, list })} />}
      <Only label={t('project.tags.anyConnection')} value={filter.connection} all={[...(known.connections?.keys() ?? [])]} choose={(connection) => setFilter({ ...filter, connection })} />
      <Only label={t('project.tags.anyEquipment')} value={filter.equipment} all={[...(known.equipment ?? [])]} choose={(equipment) => setFilter({ ...filter, equipment })} />
      {grid.onEdit && (
        <>
          <Button icon={<PlusOutlined />} onClick={toNew}>
            {t('project.tags.add')}
          </Button>
          <Tooltip title={t('project.tags.copy')}>
            <Button icon={<CopyOutlined />} aria-label={t('project.tags.copy')} disabled={rows.length === 0} onClick={() => shared.edit('project.tags.edit.copy', withCopies(rows))} />
          </Tooltip>
          <Button icon={<DeleteOutlined />} disabled={rows.length === 0} onClick={() => shared.edit('project.tags.edit.delete', withoutRows(rows))}>
            {t('project.tags.delete', { count: rows.length })}
          </Button>
          <GridTools grid={grid} canUndo={document.past.length > 0} canRedo={document.future.length > 0} />
        </>
      )}
      {grid.onEdit && <ReadTags rows={grid.rows.filter(({ key }) => rows.includes(key))} connections={known.connections} />}
      <Tooltip title={t('project.uses')}>
        <Button icon={<NodeIndexOutlined />} aria-label={t('project.uses')} disabled={!first} onClick={() => first && showUses({ kind: 'tag', name: first })} />
      </Tooltip>
    </div>
  )
}

interface OnlyProps {
  label: string
  value: string | null
  all: readonly string[]
  choose: (value: string | null) => void
}

/** Only what belongs to one of them; nothing chosen is all. */
function Only({ label, value, all, choose }: OnlyProps) {
  return (
    <Select
      className="tags-only"
      allowClear
      showSearch
      popupMatchSelectWidth={false}
      placeholder={label}
      aria-label={label}
      value={value}
      options={all.map((each) => ({ value: each, label: each }))}
      onChange={(chosen: string | undefined) => choose(chosen ?? null)}
    />
  )
}
