import { Button, Checkbox, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Letter } from '../model/letters'
import { mayAt } from '../model/may'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useMe } from '../state/me'
import { useProject } from '../state/project'
import { DeleteLetters } from './DeleteLetters'
import { HandledLetters } from './HandledLetters'
import { LetterList } from './LetterList'
import { useLetters } from './useLetters'

/** The tray: what nothing handled, to be sent once more, given to somebody, or deleted; and what was done with others. */
export function LetterTray({ flow }: { flow: string | null }) {
  const { t } = useTranslation()
  const letters = useLetters(flow)
  const me = useMe((known) => known.me)
  const project = useProject((known) => known.project)
  const may = (letter: Letter) => mayAt(me, 'operate', letter.flow, project)
  const [side, setSide] = useState<'waiting' | 'handled'>('waiting')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [deleting, setDeleting] = useState<readonly Letter[] | null>(null)
  const { data, problem } = letters
  const mine = (data ?? []).filter(may)
  const there = mine.filter(({ id }) => chosen.has(id))
  const all = mine.length > 0 && there.length === mine.length
  const chooseAll = () => setChosen(new Set(all ? [] : mine.map(({ id }) => id)))
  return (
    <div className="tray">
      <div className="tray-bar">
        <Segmented size="small" value={side} onChange={setSide} aria-label={t('letters.side')} options={(['waiting', 'handled'] as const).map((value) => ({ value, label: t(`letters.sides.${value}`) }))} />
        {side === 'waiting' && data && data.length > 0 && (
          <>
            <Checkbox disabled={mine.length === 0} checked={all} indeterminate={there.length > 0 && !all} onChange={chooseAll}>
              {t('letters.chosen', { count: there.length })}
            </Checkbox>
            <Button size="small" disabled={there.length === 0} onClick={() => void letters.retryLetters(there.map(({ id }) => id))}>
              {t('letters.retry')}
            </Button>
            <Button size="small" danger disabled={there.length === 0} onClick={() => setDeleting(there)}>
              {t('dialog.delete')}
            </Button>
            {mine.length < data.length && <span className="muted">{t('letters.mayNot')}</span>}
          </>
        )}
      </div>
      {problem && <ProblemAlert problem={problem} retry={letters.retry} />}
      {side === 'handled' ? <HandledLetters flow={flow} /> : data && <LetterList letters={letters} list={data} all={flow === null} may={may} chosen={chosen} choose={setChosen} remove={(letter) => setDeleting([letter])} />}
      {deleting && <DeleteLetters list={deleting} remove={letters.remove} close={() => setDeleting(null)} />}
    </div>
  )
}
