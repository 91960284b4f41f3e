import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import { completionsFor, type Known } from '../../model/completions'

/** Completion of what code and templates know: the message, the node, the contexts, parameters. */
export function completion(language: string, known: () => Known): Extension {
  if (language === 'json') return []
  const source = (context: CompletionContext): CompletionResult | null => {
    const line = context.state.doc.lineAt(context.pos)
    const found = completionsFor(language, line.text.slice(0, context.pos - line.from), known(), context.explicit)
    if (!found) return null
    const options: Completion[] = found.options.map(({ label, type, detail }) => ({ label, type, ...(detail ? { detail } : {}) }))
    return { from: context.pos - found.typed.length, options, validFor: /^[\w'"\][.]*$/ }
  }
  return autocompletion({ override: [source] })
}
