import { useTranslation } from 'react-i18next'
import type { GridEdit } from '../grid/types'
import type { Graph, NodeEntry, Scope } from '../model/document'
import { addRow, cellValue, named, setConfig } from '../model/table'
import type { NodeType } from '../model/types'
import { edit } from '../state/documents'
import { useNodeTypes } from '../state/nodeTypes'
import { useSettings } from '../state/settings'
import { useFaultText, useWords } from './useColumns'

/** Takes an act in the table into the graph as one act; `refuse` is told of the cells that could not be taken. New rows are of `type`. */
export function useTableEdit(scope: Scope, type: NodeType | null, refuse: (texts: string[]) => void): (act: GridEdit) => void {
  const { t } = useTranslation()
  const types = useNodeTypes((known) => known.types)
  const language = useSettings((settings) => settings.language)
  const words = useWords()
  const said = useFaultText()
  return ({ cells, more }) => {
    const refused: string[] = []
    const write = (graph: Graph, id: string, column: string, text: string) => {
      const node = graph.nodes[id]
      if (!node || column === '$id' || column === '$type') return
      if (column === '$name') node.name = named(node.name, text, language)
      else if (column === '$enabled') disable(node, text === words.no)
      else {
        const read = cellValue(text, types?.get(node.type), column, words)
        if ('why' in read) refused.push(`${id}: ${said(read, text, column)}`)
        else setConfig(node, column, read.value)
      }
    }
    edit(scope, 'table.edit', (graph) => {
      for (const { row, column, text } of cells) write(graph, row, column, text)
      if (!type) return
      for (const { $name = '', ...rest } of more) {
        const id = addRow(graph, type.type, $name)
        for (const [column, text] of Object.entries(rest)) write(graph, id, column, text)
      }
    })
    if (refused.length) refuse(refused.length > 3 ? [...refused.slice(0, 3), t('table.more', { count: refused.length - 3 })] : refused)
  }
}

function disable(node: NodeEntry, disabled: boolean): void {
  if (disabled) node.disabled = true
  else Reflect.deleteProperty(node, 'disabled')
}
