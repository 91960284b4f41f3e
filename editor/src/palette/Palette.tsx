import { useNodeTypes } from '../state/nodeTypes'
import { localized } from '../model/text'
import { useSettings } from '../state/settings'
import type { Scope } from '../model/document'

/** What can be put on the canvas. */
export function Palette({ scope }: { scope: Scope }) {
  const types = useNodeTypes((known) => known.types)
  const language = useSettings((settings) => settings.language)
  return (
    <ul className="palette" data-document={scope.key}>
      {[...(types?.values() ?? [])].map((type) => (
        <li key={type.type}>{localized(type.title, language, type.type)}</li>
      ))}
    </ul>
  )
}
