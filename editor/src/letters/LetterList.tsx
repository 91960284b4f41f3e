import { RightOutlined } from '@ant-design/icons'
import { Button, Checkbox, Empty } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Letter } from '../model/letters'
import { hashOf } from '../model/route'
import { readable } from '../model/value'
import { Moment } from '../parts/Moment'
import { StatusTag } from '../parts/StatusTag'
import type { Letters } from './useLetters'

interface LetterListProps {
  letters: Letters
  list: readonly Letter[]
  /** Whether letters of all flows are shown, so that each names its own. */
  all: boolean
  may: (letter: Letter) => boolean
  chosen: ReadonlySet<string>
  choose: (chosen: ReadonlySet<string>) => void
  remove: (letter: Letter) => void
}

/** A full tray has a thousand: those that came first are shown, and the rest as they go. */
const SHOWN = 200

/** The letters, oldest first: that is the order in which they are sent once more. */
export function LetterList({ list, ...more }: LetterListProps) {
  const { t } = useTranslation()
  if (list.length === 0) {
    return (
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('letters.none')}>
        <p className="muted">{t('letters.noneHint')}</p>
      </Empty>
    )
  }
  return (
    <ul className="letters" aria-label={t('project.tabs.letters')}>
      {list.slice(0, SHOWN).map((letter) => (
        <Row key={letter.id} letter={letter} {...more} />
      ))}
      {list.length > SHOWN && <li className="letter-line muted">{t('letters.older', { count: list.length - SHOWN })}</li>}
    </ul>
  )
}

function Row({ letter, all, chosen, choose, may, ...more }: Omit<LetterListProps, 'list'> & { letter: Letter }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { id, time, flow, node, error, owner, retrying } = letter
  const toggle = () => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    choose(next)
  }
  return (
    <li className="letter">
      <div className="letter-line">
        <Checkbox disabled={!may(letter)} checked={chosen.has(id)} onChange={toggle} aria-label={t('letters.choose', { node, time })} />
        <Button type="text" size="small" icon={<RightOutlined rotate={open ? 90 : 0} />} aria-expanded={open} aria-label={t('letters.open', { node })} onClick={() => setOpen(!open)} />
        <Moment time={time} exact />
        <a className="code clip" href={hashOf({ page: 'flow', flow, inside: null, view: null, node })}>
          {all ? `${flow}/${node}` : node}
        </a>
        <span className="letter-reason" title={error.kind}>
          {error.message}
        </span>
        {retrying ? <StatusTag tone="info">{t('letters.retrying')}</StatusTag> : owner && <span className="muted clip" title={t('letters.owner')}>{owner}</span>}
      </div>
      {open && <Opened letter={letter} may={may(letter)} {...more} />}
    </li>
  )
}

function Opened({ letter, letters, may, remove }: Pick<LetterListProps, 'letters' | 'remove'> & { letter: Letter; may: boolean }) {
  const { t } = useTranslation()
  const { error, owner, retried, more, whole, message, port } = letter
  const mine = owner === letters.author
  return (
    <div className="letter-open">
      <dl className="facts">
        <dt>{t('letters.kind')}</dt>
        <dd className="code">{error.kind}</dd>
        <dt>{t('letters.port')}</dt>
        <dd className="code">{port}</dd>
        {retried > 0 && <><dt>{t('letters.retried')}</dt><dd>{retried}</dd></>}
        {more > 0 && <><dt>{t('letters.more')}</dt><dd>{more}</dd></>}
        <dt>{t('letters.owner')}</dt>
        <dd>{owner || '–'}</dd>
      </dl>
      {!whole && <p><StatusTag tone="attention">{t('letters.notWhole')}</StatusTag></p>}
      <pre className="record" tabIndex={0}>{JSON.stringify(readable(message), null, 2)}</pre>
      <div className="row-acts">
        <Button size="small" disabled={!may || letter.retrying} onClick={() => void letters.retryLetters([letter.id])}>
          {t('letters.retryOne')}
        </Button>
        <Button size="small" disabled={!may} onClick={() => void letters.own(letter, mine ? '' : letters.author)}>
          {t(mine ? 'letters.giveBack' : 'letters.take')}
        </Button>
        <Button size="small" danger disabled={!may || letter.retrying} onClick={() => remove(letter)}>
          {t('letters.deleteOne')}
        </Button>
      </div>
    </div>
  )
}
