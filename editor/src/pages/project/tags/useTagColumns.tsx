import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { otherAddress } from '../../../model/address'
import { instant } from '../../../model/reading'
import { BYTE_ORDERS, cellFault, isModbus, TYPES, type TagContext } from '../../../model/tagCheck'
import { TAG_COLUMNS, type TagColumn } from '../../../model/tagList'
import { NEW, type PlacedRow } from '../../../model/tagRows'
import { localized } from '../../../model/text'
import { preview } from '../../../model/value'
import { Age } from '../../../parts/Age'
import { QualityTag } from '../../../parts/QualityTag'
import { useSettings } from '../../../state/settings'
import type { GridColumn } from '../../../grid/types'
import type { Seen } from './useSeen'

const WIDTHS: Record<TagColumn, number> = {
  id: 168, name_en: 160, name_zh: 120, connection: 112, address: 168, type: 88, byte_order: 88, scale: 72, offset: 72,
  unit: 72, low: 72, high: 72, deadband: 88, poll: 72, equipment: 104, description: 240,
}
const NUMBERS: readonly string[] = ['scale', 'offset', 'low', 'high', 'deadband']

interface TagColumnsOptions {
  known: TagContext
  seen: ReadonlyMap<string, Seen>
  /** Whether to say which list a tag stands in. */
  listed: boolean
}

/** The columns of the tag lists, as their files have them, with the last values beside the ids. */
export function useTagColumns({ known, seen, listed }: TagColumnsOptions): GridColumn<PlacedRow>[] {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  return useMemo(() => {
    const column = (id: TagColumn): GridColumn<PlacedRow> => ({
      id,
      title: t(`project.tags.columns.${id}`),
      width: WIDTHS[id],
      kind: NUMBERS.includes(id) ? 'number' : 'text',
      text: ({ cells }) => cells[id] ?? '',
      show: id === 'address' ? (row) => <Address row={row} known={known} /> : undefined,
      choices: choicesOf(id, known),
      check: (text, { key, cells }) => {
        const fault = key === NEW && !text ? null : cellFault(id, text, cells, known)
        return fault && t(`project.tags.faults.${fault}`)
      },
    })
    const beside = (id: string, title: string, width: number, rest: Pick<GridColumn<PlacedRow>, 'text' | 'show' | 'kind' | 'live'>) => ({
      id, title, width, aside: true, readOnly: true, ...rest,
    })
    const of = ({ cells }: PlacedRow) => seen.get(cells['id'] ?? '')
    const valueOf = (row: PlacedRow) => {
      const value = of(row)
      return value === undefined ? '' : preview(value.value, 60)
    }
    const live: GridColumn<PlacedRow>[] = [
      beside('value', t('project.tags.value'), 136, {
        live: true,
        kind: 'number',
        text: valueOf,
        show: (row) => valueOf(row) && (
          <>
            {valueOf(row)} <span className="muted">{row.cells['unit']}</span>
          </>
        ),
      }),
      beside('quality', t('project.tags.quality'), 96, {
        live: true,
        text: (row) => of(row)?.quality ?? '',
        show: (row) => {
          const value = of(row)
          return value && <QualityTag quality={value.quality} reason={localized(value.reason, language) || null} />
        },
      }),
      beside('age', t('project.tags.age'), 72, {
        live: true,
        text: (row) => of(row)?.time ?? '',
        show: (row) => {
          const time = instant(of(row)?.time)
          return time !== null && <Age time={time} />
        },
      }),
    ]
    const list = beside('list', t('project.tags.list'), 104, { text: ({ list: name }) => name })
    const [id, ...rest] = TAG_COLUMNS.map(column)
    return id ? [id, ...live, ...rest, ...(listed ? [list] : [])] : []
  }, [t, language, known, seen, listed])
}

function choicesOf(id: TagColumn, { connections, equipment }: TagContext): (() => readonly string[]) | undefined {
  const choices = { connection: [...(connections?.keys() ?? [])], equipment: [...(equipment ?? [])], type: TYPES, byte_order: BYTE_ORDERS }
  return id in choices ? () => choices[id as keyof typeof choices] : undefined
}

/** A Modbus address is shown in both ways of writing it. */
function Address({ row, known }: { row: PlacedRow; known: TagContext }) {
  const { address = '' } = row.cells
  const other = isModbus(row.cells, known) ? otherAddress(address) : ''
  return (
    <>
      {address} {other && <span className="muted">{other}</span>}
    </>
  )
}
