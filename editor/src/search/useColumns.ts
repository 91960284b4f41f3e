import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { GridColumn } from '../grid/types'
import { cellChoices, cellText, cellValue, configColumns, type CellFault, type TableRow, type Words } from '../model/table'
import { localized } from '../model/text'
import { nodeName } from '../model/titles'
import type { NodeType } from '../model/types'
import { useNodeTypes } from '../state/nodeTypes'
import { useSettings } from '../state/settings'

/** Yes and no as they are written in cells. */
export function useWords(): Words {
  const { t } = useTranslation()
  const [yes, no] = [t('table.yes'), t('table.no')]
  return useMemo(() => ({ yes, no }), [yes, no])
}

/** What a cell's fault means, in words. */
export function useFaultText(): (fault: CellFault, value: string, field: string) => string {
  const { t } = useTranslation()
  return useCallback((fault, value, field) => t(`table.${fault.why}`, { value, field, choices: fault.choices?.join(', ') ?? '' }), [t])
}

/** Name, id, type and whether it is enabled; then the config of the types. */
export function useColumns(types: readonly NodeType[]): GridColumn<TableRow>[] {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const known = useNodeTypes((all) => all.types)
  const words = useWords()
  const said = useFaultText()
  return useMemo(() => {
    const config = configColumns(types, language).map(({ key, title, number }): GridColumn<TableRow> => ({
      id: key,
      title,
      width: number ? 96 : 160,
      kind: number ? 'number' : 'text',
      text: ({ node }) => cellText(node, key, words),
      choices: ({ node }) => cellChoices(known?.get(node.type), key, words),
      check: (text, { node }) => {
        const read = cellValue(text, known?.get(node.type), key, words)
        return 'why' in read ? said(read, text, title) : null
      },
      readOnly: ({ node }) => !hasKey(known?.get(node.type), key),
    }))
    const own: GridColumn<TableRow>[] = [
      { id: '$name', title: t('table.name'), width: 180, text: ({ id, node }) => nodeName(id, node, { types: known, language }) },
      { id: '$id', title: t('table.id'), width: 140, text: ({ id }) => id, readOnly: true },
      { id: '$type', title: t('table.type'), width: 140, text: ({ node }) => localized(known?.get(node.type)?.title, language, node.type), readOnly: true },
      { id: '$enabled', title: t('table.enabled'), width: 80, text: ({ node }) => (node.disabled ? words.no : words.yes), choices: () => [words.yes, words.no] },
    ]
    return [...own, ...config]
  }, [types, language, known, words, said, t])
}

function hasKey(type: NodeType | undefined, key: string): boolean {
  const properties = type?.config['properties']
  return typeof properties === 'object' && properties !== null && key in properties
}
