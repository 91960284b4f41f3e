import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Said } from '../forms/Said'
import type { Scope } from '../model/document'
import { isId } from '../model/ids'
import { isFree } from '../model/rename'
import { usePartOfGraph } from '../state/documents'
import { useRename } from './useRename'

/** The id of a node. Another one is taken when the field is left, and everything that names the node follows, in other flows too. */
export function IdField({ scope, id, field }: { scope: Scope; id: string; field: string }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const rename = useRename(scope)
  const text = typed ?? id
  const taken = usePartOfGraph(scope, (graph) => typed !== null && graph !== null && !isFree(graph, typed, id))
  const wrong = text !== id && (taken || !isId(text))
  const done = () => {
    setTyped(null)
    if (!wrong && text !== id) void rename(id, text)
  }
  return (
    <div>
      <Input
        id={field}
        className="code"
        value={text}
        {...(wrong ? { status: 'error' } : {})}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={done}
        onPressEnter={done}
        onKeyDown={({ key }) => key === 'Escape' && setTyped(null)}
      />
      {wrong && <Said fault={{ severity: 'error', message: t(taken ? 'forms.wrong.taken' : 'forms.wrong.id') }} />}
    </div>
  )
}
