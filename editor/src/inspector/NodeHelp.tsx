import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { exampleOf, settingsOf } from '../model/nodeHelp'
import type { NodeType, Port } from '../model/types'
import { preview } from '../model/value'
import { useText } from '../state/useText'

const EFFECTS = ['none', 'idempotent', 'once', 'physical'] as const

/** What a type is for, from its declaration. */
export function NodeHelp({ type, name }: { type: NodeType | null; name: string }) {
  const { t } = useTranslation()
  const say = useText()
  if (!type) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('inspector.unknownType', { type: name })} />
  const settings = settingsOf(type.config)
  const example = exampleOf(type.config)
  const effect = EFFECTS.find((each) => each === type.effect) ?? 'none'
  const delivery = type.delivery === 'once' ? 'once' : 'at-least-once'
  return (
    <article className="node-help">
      <p>{say(type.help)}</p>
      <h3>{t('inspector.help.ports')}</h3>
      {type.inputs.length + type.outputs.length === 0 && <p className="muted">{t('inspector.help.none')}</p>}
      <dl>
        <Ports label={t('inspector.help.input')} ports={type.inputs} />
        <Ports label={t('inspector.help.output')} ports={type.outputs} />
      </dl>
      <h3>{t('inspector.help.does')}</h3>
      <p>{t(`inspector.help.effect.${effect}`)}</p>
      {type.source && <p>{t('inspector.help.source')}</p>}
      {effect !== 'none' && <p>{t(`inspector.help.delivery.${delivery}`)}</p>}
      {type.exclusive && <p>{t('inspector.help.exclusive')}</p>}
      {settings.length > 0 && <h3>{t('inspector.help.config')}</h3>}
      {settings.map(({ name: key, title, help, required, standard, unit }) => (
        <div key={key} className="help-setting">
          <strong>{say(title)}</strong> <span className="code muted">{key}</span>{' '}
          {required && <span className="muted">({t('inspector.help.required')})</span>}
          {help && <div>{say(help)}</div>}
          {standard !== undefined && standard !== null && (
            <div className="muted">
              {t('inspector.help.standard')}: <span className="code">{preview(standard) || '""'}</span> {unit}
            </div>
          )}
        </div>
      ))}
      {example && (
        <>
          <h3>{t('inspector.help.example')}</h3>
          <pre>{JSON.stringify(example, null, 2)}</pre>
        </>
      )}
    </article>
  )
}

function Ports({ label, ports }: { label: string; ports: readonly Port[] }) {
  const say = useText()
  if (ports.length === 0) return null
  return (
    <>
      <dt>{label}</dt>
      {ports.map((port) => (
        <dd key={port.name}>
          <span className="code">{port.name}</span> {say(port.title) !== port.name && say(port.title)} <span className="muted">{typesOf(port)}</span>
        </dd>
      ))}
    </>
  )
}

function typesOf({ schema }: Port): string {
  const type = schema?.['type']
  return Array.isArray(type) ? type.join(', ') : typeof type === 'string' ? type : ''
}
