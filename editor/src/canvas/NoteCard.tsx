import { NodeResizer, type NodeProps } from '@xyflow/react'
import { memo, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GRID } from '../model/look'
import { localized } from '../model/text'
import type { Language, Text } from '../model/types'
import { edit, settle } from '../state/documents'
import { useSettings } from '../state/settings'
import { useCanvas } from './context'
import type { NoteElement } from './elements'

/** A text on the canvas. A double click writes in it, its corners give it another size. */
export const NoteCard = memo(function NoteCard({ data: { note }, selected }: NodeProps<NoteElement>) {
  const { t } = useTranslation()
  const { scope } = useCanvas()
  const language = useSettings((settings) => settings.language)
  const [writing, setWriting] = useState(false)
  const text = localized(note.entry.text, language)
  const resized = (box: { x: number; y: number; width: number; height: number }) =>
    edit(scope, 'canvas.edit.resize', ({ notes }) => {
      const changed = notes?.[note.id]
      if (!changed) return
      changed.at = [stepped(box.x), stepped(box.y)]
      changed.size = [stepped(box.width), stepped(box.height)]
    }, `resize ${note.id}`)
  return (
    <div className={`note${selected ? ' chosen' : ''}`} onDoubleClick={() => setWriting(true)}>
      <NodeResizer isVisible={selected} minWidth={96} minHeight={40} onResize={(_, box) => resized(box)} onResizeEnd={() => settle(scope.key)} />
      {writing ? (
        <Writing
          text={text}
          label={t('canvas.note')}
          change={(written) => edit(scope, 'canvas.edit.note', ({ notes }) => {
            const changed = notes?.[note.id]
            if (changed) changed.text = inLanguage(changed.text, language, written)
          }, `note ${note.id}`)}
          done={() => {
            settle(scope.key)
            setWriting(false)
          }}
        />
      ) : (
        <div className="note-text">{text || <span className="muted">{t('canvas.noteEmpty')}</span>}</div>
      )}
    </div>
  )
})

function Writing({ text, label, change, done }: { text: string; label: string; change: (text: string) => void; done: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <textarea
      ref={field}
      className="note-writing nodrag nowheel nokey"
      aria-label={label}
      value={text}
      onChange={(event) => change(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Escape') done()
      }}
    />
  )
}

function inLanguage(before: Text, language: Language, written: string): Text {
  return typeof before === 'string' ? written : { ...before, [language]: written }
}

function stepped(size: number): number {
  return Math.round(size / GRID) * GRID
}
