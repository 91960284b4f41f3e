import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { act, here } from '../commands/here'
import { TextField } from '../forms/TextField'
import { useGraph } from '../state/documents'
import { PartField } from './PartField'
import type { PartProps } from './parts'

/** The text of a note, in both languages if one likes. */
export default function NoteForm({ scope, id: note }: PartProps) {
  const { t } = useTranslation()
  const id = useId()
  const entry = useGraph(scope)?.notes?.[note]
  if (!entry) return null
  const write = (text: typeof entry.text | undefined) => {
    const now = here(scope)
    const recipe = (draft: typeof entry) => {
      draft.text = text ?? ''
    }
    if (now) act(now, 'acts.did.writeNote', ({ notes }) => notes?.[note] && recipe(notes[note]), `note ${note}`)
  }
  return (
    <div className="part-form">
      <h2>{t('parts.note.title')}</h2>
      <PartField label={t('parts.note.text')} id={id}>
        <TextField id={id} label={t('parts.note.text')} value={entry.text} rows={5} onChange={write} />
      </PartField>
    </div>
  )
}
