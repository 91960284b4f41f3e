import type { ReactNode } from 'react'

/** A control with its name above and a word of help below it. */
export function PartField({ label, id, help, wrong = false, children }: { label: string; id: string; help?: string; wrong?: boolean; children: ReactNode }) {
  return (
    <div className="part-field">
      <label htmlFor={id}>{label}</label>
      {children}
      {help && (
        <span id={`${id}-help`} role={wrong ? 'alert' : undefined} className={wrong ? 'tone-attention' : 'muted'}>
          {help}
        </span>
      )}
    </div>
  )
}
