import { Input, Modal, Skeleton } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CONNECTIONS, type Part } from '../api/parts'
import { FreshIds, isId, stemOf } from '../model/ids'
import { useConnectionTypes } from '../state/connectionTypes'
import type { SharedDocument } from '../state/shared'
import { useSharedPart, type SharedPart } from '../state/useSharedPart'
import { useText } from '../state/useText'
import { ConnectionTest } from './ConnectionTest'
import { Said } from './Said'
import SchemaForm from './SchemaForm'
import { Star } from './Star'

interface ConnectionDialogProps {
  /** The connection to change; empty: a new one. */
  id: string
  type: string
  done: (id: string | null) => void
}

/** A connection with its own form: what is entered is drafted, and can be tried before anything is deployed. */
export function ConnectionDialog(props: ConnectionDialogProps) {
  const part = useSharedPart(CONNECTIONS)
  // The form begins with what there is: it waits for that.
  if (!part.document) return <Modal open loading width={560} onCancel={() => props.done(null)} />
  return <ConnectionForm {...props} {...part} document={part.document} />
}

type Connections = typeof CONNECTIONS extends Part<infer T> ? T : never

function ConnectionForm({ id: known, type, done, document, edit, save }: ConnectionDialogProps & Pick<SharedPart<Connections>, 'edit' | 'save'> & { document: SharedDocument<Connections> }) {
  const { t } = useTranslation()
  const say = useText()
  const field = useId()
  const kind = useConnectionTypes()?.get(type)
  const others = document.present
  const [id, setId] = useState(() => known || new FreshIds(Object.keys(others)).take(stemOf(type)))
  const [config, setConfig] = useState<Record<string, unknown>>(() => others[known]?.config ?? {})
  const [drafted, setDrafted] = useState(known !== '')
  const taken = !drafted && id in others
  const right = isId(id) && !taken
  const draft = async () => {
    edit('forms.connection.edited', (all) => void (all[id] = { ...all[id], type, config }), `connection ${id}`)
    setDrafted(true)
    await save()
  }
  const leave = () => {
    if (known === '' && drafted) edit('forms.connection.edited', (all) => void Reflect.deleteProperty(all, id))
    done(null)
  }
  const faults = (drafted && document.faults.filter(({ node }) => node === id)) || []
  return (
    <Modal
      open
      width={560}
      title={`${t(known ? 'forms.connection.edit' : 'forms.connection.new')}: ${say(kind?.title, type)}`}
      okText={t('forms.connection.keep')}
      cancelText={t('forms.cancel')}
      okButtonProps={{ disabled: !right }}
      onOk={() => void draft().then(() => done(id))}
      onCancel={leave}
    >
      {kind?.help && <p className="muted">{say(kind.help)}</p>}
      <div className="form-fields">
        <div className="field">
          <label htmlFor={field}>
            {t('forms.connection.name')}
            <Star />
          </label>
          <Input id={field} className="code" value={id} disabled={drafted} {...(right ? {} : { status: 'error' })} onChange={({ target }) => setId(target.value)} />
          {!right && <Said fault={{ severity: 'error', message: t(taken ? 'forms.wrong.taken' : 'forms.wrong.id') }} />}
        </div>
        {kind ? <SchemaForm schema={kind.config} value={config} faults={faults} onChange={setConfig} /> : <Skeleton active />}
        {kind?.testable && <ConnectionTest id={id} disabled={!right} ready={draft} />}
      </div>
    </Modal>
  )
}
