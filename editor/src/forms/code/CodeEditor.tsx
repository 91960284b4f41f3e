import { setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { diagnosticsOf } from '../../model/codeFaults'
import { useForm } from '../place'
import { useKnownPaths } from '../useKnownPaths'
import type { CodeFieldProps } from './CodeField'
import { completion } from './completion'
import { basics, languageOf } from './extensions'

/** CodeMirror around a value that the document holds. */
export default function CodeEditor({ id, labelledBy, language, value, onChange, disabled, faults }: CodeFieldProps & { labelledBy: string }) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const known = useRef({ paths: [] as readonly string[], parameters: [] as readonly string[], onChange })
  const paths = useKnownPaths()
  const { parameters } = useForm().place
  useEffect(() => {
    known.current = { paths, parameters: Object.keys(parameters), onChange }
  })
  const locked = useRef(new Compartment())
  const first = useRef(value)
  useEffect(() => {
    if (!host.current) return
    const said = EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((each) => each.isUserEvent('outside'))) known.current.onChange(update.state.doc.toString())
    })
    const named = EditorView.contentAttributes.of({ id, 'aria-labelledby': labelledBy })
    const extensions = [basics(), languageOf(language), completion(language, () => known.current), named, locked.current.of([]), said]
    const made = new EditorView({ parent: host.current, state: EditorState.create({ doc: first.current, extensions }) })
    view.current = made
    return () => made.destroy()
  }, [id, labelledBy, language])
  useEffect(() => {
    view.current?.dispatch({ effects: locked.current.reconfigure([EditorState.readOnly.of(disabled), EditorView.editable.of(!disabled)]) })
  }, [disabled])
  useEffect(() => {
    const now = view.current?.state.doc.toString()
    first.current = value
    // Undo, or somebody else's change: what is typed here is the value already.
    if (view.current && now !== value) view.current.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: value }, userEvent: 'outside' })
  }, [value])
  useEffect(() => {
    if (view.current) view.current.dispatch(setDiagnostics(view.current.state, diagnosticsOf(view.current.state.doc.toString(), faults)))
  }, [faults, value])
  return <div ref={host} className="code-editor" />
}
