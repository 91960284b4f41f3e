import { Button, Input, InputNumber, Segmented, Select } from 'antd'
import { useId, useMemo, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ANYTHING, conditionOf } from '../model/gridFilter'
import { choicesIn, NARROWEST, WIDEST } from '../model/gridView'
import type { GridColumn } from './types'
import type { GridView } from './useGridView'

interface ColumnMenuProps<R> {
  view: GridView<R>
  column: GridColumn<R>
  close: () => void
}

/** What can be done with a column: sort by it, show only rows with some of its values, make it wider. */
export function ColumnMenu<R>({ view, column, close }: ColumnMenuProps<R>) {
  const { t } = useTranslation()
  const field = useId()
  const { id, width } = column
  const sorted = view.sort?.column === id ? (view.sort.down ? 'down' : 'up') : 'none'
  const { values, condition } = view.filters[id] ?? ANYTHING
  const unfinished = conditionOf(condition) === null
  const texts = view.texts
  const choices = useMemo(() => choicesIn(texts(column)), [texts, column])
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close()
    event.stopPropagation()
  }
  return (
    <div className="column-menu" role="dialog" aria-label={t('grid.menuOf', { title: column.title })} onKeyDown={keys}>
      <span id={`${field}s`}>{t('grid.sort')}</span>
      <Segmented
        autoFocus
        aria-labelledby={`${field}s`}
        value={sorted}
        options={(['none', 'up', 'down'] as const).map((value) => ({ value, label: t(`grid.sorted.${value}`) }))}
        onChange={(to) => view.setSort(to === 'none' ? null : { column: id, down: to === 'down' })}
      />
      <label htmlFor={`${field}c`}>{t('grid.condition')}</label>
      <Input
        id={`${field}c`}
        className="code"
        allowClear
        placeholder={t('grid.anything')}
        value={condition}
        aria-describedby={`${field}h`}
        {...(unfinished ? { status: 'warning' } : {})}
        onChange={({ target }) => view.setFilter(id, { condition: target.value })}
      />
      <span id={`${field}h`} className="column-menu-help muted">
        {unfinished ? t('grid.conditionUnfinished') : t('grid.conditionHelp')}
      </span>
      <label htmlFor={`${field}f`}>{t('grid.filter')}</label>
      <Select
        id={`${field}f`}
        mode="multiple"
        allowClear
        maxTagCount={3}
        placeholder={t('grid.anything')}
        value={[...values]}
        options={choices.map((value) => ({ value, label: value || t('grid.empty') }))}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(wanted: string[]) => view.setFilter(id, { values: wanted })}
      />
      <label htmlFor={`${field}w`}>{t('grid.width')}</label>
      <InputNumber id={`${field}w`} min={NARROWEST} max={WIDEST} step={16} value={width} suffix="px" onChange={(to) => to !== null && view.setWidth(id, to)} />
      <Button onClick={close}>{t('grid.done')}</Button>
    </div>
  )
}
