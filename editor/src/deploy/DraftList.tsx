import { Button, Checkbox, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { mayAt } from '../model/may'
import type { FlowItem } from '../model/types'
import { useMay, useMe } from '../state/me'
import { Discard } from './Discard'
import { By, FlowDraft } from './FlowDraft'
import type { Chosen, Drafts } from './plan'

interface DraftListProps {
  drafts: Drafts
  chosen: Chosen
  choose: (chosen: Chosen) => void
  reload: () => Promise<void>
}

/** The drafts, to choose from: whose they are, since when, and what is special about them. */
export function DraftList({ drafts, chosen, choose, reload }: DraftListProps) {
  const { t } = useTranslation()
  const me = useMe((known) => known.me)
  const mayShared = useMay('deploy')
  const may = (id: string) => mayAt(me, 'deploy', id, drafts.project)
  const files = Object.entries(drafts.shared)
  const mine = drafts.flows.filter(({ id, draft }) => may(id) && (me === null || draft?.author === me.author))
  const pick = (flows: readonly FlowItem[], shared: boolean) => choose({ flows: new Set(flows.filter(({ id }) => may(id)).map(({ id }) => id)), shared: shared && files.length > 0 && drafts.sharedTag !== null })
  const toggle = (id: string) => {
    const flows = new Set(chosen.flows)
    if (!flows.delete(id)) flows.add(id)
    choose({ ...chosen, flows })
  }
  return (
    <section className="drafts" aria-label={t('deploy.review.drafts')}>
      <div className="drafts-head">
        <h3>{t('deploy.review.drafts')}</h3>
        {drafts.flows.length + files.length > 1 && (
          <>
            <Button size="small" type="link" onClick={() => pick(mine, files.some(([, { author }]) => author === me?.author))}>
              {t('deploy.review.mine')}
            </Button>
            <Button size="small" type="link" onClick={() => pick(drafts.flows, true)}>
              {t('deploy.review.all')}
            </Button>
          </>
        )}
      </div>
      <ul>
        {drafts.flows.map((flow) => (
          <FlowDraft key={flow.id} flow={flow} drafts={drafts} reload={reload} checked={chosen.flows.has(flow.id)} toggle={may(flow.id) ? () => toggle(flow.id) : null} />
        ))}
        {files.length > 0 && (
          <li>
            <Tooltip title={drafts.sharedTag === null ? t('deploy.noRight') : undefined}>
              <Checkbox checked={chosen.shared} disabled={drafts.sharedTag === null} onChange={() => choose({ ...chosen, shared: !chosen.shared })}>
                {t('deploy.review.shared')}
              </Checkbox>
            </Tooltip>
            <ul className="drafts-shared">
              {files.map(([name, draft]) => (
                <li key={name}>
                  <span className="code">{name}</span> <By draft={draft} /> <span className="grow" />
                  {mayShared && <Discard file={name} title={name} draft={draft} fresh={false} reload={reload} />}
                </li>
              ))}
            </ul>
          </li>
        )}
      </ul>
    </section>
  )
}
