import { Input, InputNumber, Radio, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { act, here } from '../commands/here'
import type { Graph, WireEntry, WirePolicy } from '../model/document'
import { DURATION } from '../model/cleanWires'
import { changedPolicy, POLICIES } from '../model/policies'
import { end } from '../model/wires'
import { useGraph } from '../state/documents'
import { useSelection } from '../state/selection'
import { useNodeName } from '../state/useNodeName'
import { PartField } from './PartField'
import type { PartProps } from './parts'

/** How messages wait on the chosen wires, in plain words; several wires get the same. */
export default function WireForm({ scope, id }: PartProps) {
  const { t } = useTranslation()
  const graph = useGraph(scope)
  const selected = useSelection((selection) => selection.wires)
  const wires = selected.length ? selected : [Number(id)]
  const chosen = wires.map((index) => graph?.wires?.[index]).filter((wire) => wire !== undefined)
  const [first] = chosen
  const name = useId()
  if (!first) return null
  const policy: WirePolicy = first[2] ?? { policy: 'direct' }
  const change = (some: Partial<WirePolicy>, typed = false) => {
    const now = here(scope)
    if (!now) return
    const next = changedPolicy(policy, some)
    const put = (wire: WireEntry | undefined) => wire?.splice(2, 1, ...(next ? [next] : []))
    act(now, 'acts.did.policy', (draft) => wires.forEach((index) => put(draft.wires?.[index])), typed ? `wires ${wires.join()}` : undefined)
  }
  return (
    <div className="part-form">
      <h2>{t('parts.wire.title')}</h2>
      {chosen.length > 1 ? <p>{t('parts.wire.several', { count: chosen.length })}</p> : <Ends wire={first} nodes={graph?.nodes ?? {}} />}
      <PartField label={t('parts.wire.policy')} id={name} help={t(`parts.wire.${policy.policy}Help`)}>
        <Radio.Group id={name} vertical value={policy.policy} aria-label={t('parts.wire.policy')} onChange={({ target }) => change({ policy: target.value as WirePolicy['policy'] })} options={POLICIES.map((value) => ({ value, label: t(`parts.wire.${value}`) }))} />
      </PartField>
      {policy.policy === 'bounded' && <Bounded policy={policy} change={change} />}
      {policy.policy === 'durable' && <Durable policy={policy} change={change} />}
    </div>
  )
}

function Ends({ wire: [from, to], nodes }: { wire: WireEntry; nodes: Graph['nodes'] }) {
  const { t } = useTranslation()
  const say = useNodeName()
  const named = (text: string) => {
    const { node, port } = end(text, '')
    return [say(node, nodes[node]), port].filter(Boolean).join(' · ')
  }
  return (
    <p>
      <span className="muted">{t('parts.wire.from')}</span> <strong>{named(from)}</strong> <span className="muted">{t('parts.wire.to')}</span> <strong>{named(to)}</strong>
    </p>
  )
}

interface PolicyProps {
  policy: WirePolicy
  change: (some: Partial<WirePolicy>, typed?: boolean) => void
}

const MEBI = 1024 * 1024

function Bounded({ policy, change }: PolicyProps) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <>
      <PartField label={t('parts.wire.size')} id={`${id}s`}>
        <InputNumber id={`${id}s`} min={1} precision={0} value={policy.size ?? null} placeholder={t('parts.wire.usual', { value: 1000 })} suffix={t('parts.wire.messages')} onChange={(size) => change({ size: size ?? undefined } as Partial<WirePolicy>, true)} />
      </PartField>
      <Megabytes id={`${id}b`} value={policy.bytes} usual={16} onChange={(bytes) => change({ bytes } as Partial<WirePolicy>, true)} />
      <PartField label={t('parts.wire.full')} id={`${id}f`}>
        <Select
          id={`${id}f`} value={policy.full ?? 'block'} onChange={(full) => change({ full })}
          options={[{ value: 'block' as const, label: t('parts.wire.block') }, { value: 'drop-oldest' as const, label: t('parts.wire.oldest') }, { value: 'keep-latest' as const, label: t('parts.wire.latest') }]}
        />
      </PartField>
    </>
  )
}

function Durable({ policy, change }: PolicyProps) {
  const { t } = useTranslation()
  const id = useId()
  const age = policy.max_age ?? ''
  const wrong = age !== '' && !DURATION.test(age)
  return (
    <>
      <PartField label={t('parts.wire.maxAge')} id={`${id}a`} help={t(wrong ? 'parts.wire.maxAgeWrong' : 'parts.wire.maxAgeHelp')} wrong={wrong}>
        <Input id={`${id}a`} value={age} status={wrong ? 'error' : ''} aria-invalid={wrong} onChange={({ target }) => change({ max_age: target.value.trim() || undefined } as Partial<WirePolicy>, true)} />
      </PartField>
      <Megabytes id={`${id}b`} value={policy.max_bytes} usual={null} onChange={(bytes) => change({ max_bytes: bytes } as Partial<WirePolicy>, true)} />
    </>
  )
}

function Megabytes({ id, value, usual, onChange }: { id: string; value: number | undefined; usual: number | null; onChange: (bytes: number | undefined) => void }) {
  const { t } = useTranslation()
  return (
    <PartField label={t('parts.wire.bytes')} id={id}>
      <InputNumber
        id={id} min={0.01} step={1} value={value === undefined ? null : Math.round((value / MEBI) * 100) / 100} suffix="MiB" placeholder={usual === null ? '' : t('parts.wire.usual', { value: usual })}
        onChange={(mebi) => onChange(mebi === null ? undefined : Math.max(1, Math.round(mebi * MEBI)))}
      />
    </PartField>
  )
}
