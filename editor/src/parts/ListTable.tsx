import { Empty } from 'antd'
import type { ReactNode } from 'react'

export interface Column<T> {
  id: string
  /** Empty: a column of buttons. */
  title: string
  cell: (row: T) => ReactNode
  /** CSS width; else the room is shared. */
  width?: string
  number?: boolean
}

interface ListTableProps<T> {
  label: string
  rows: readonly T[]
  columns: readonly Column<T>[]
  keyOf: (row: T) => string
  /** What to do when there is nothing. */
  empty: ReactNode
}

/** A list as a table; on a phone each row is a card. */
export function ListTable<T>({ label, rows, columns, keyOf, empty }: ListTableProps<T>) {
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />
  return (
    <table className="grid list" aria-label={label}>
      <colgroup>
        {columns.map(({ id, width }) => (
          <col key={id} style={width ? { width } : {}} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(({ id, title, number }) => (
            <th key={id} scope="col" className={number ? 'number' : ''}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} className="row">
            {columns.map(({ id, title, cell, number }, place) => (
              <td key={id} className={number ? 'number' : title ? '' : 'acts'} {...(place > 0 && title ? { 'data-label': title } : {})}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
