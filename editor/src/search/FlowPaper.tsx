import { ArrowLeftOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { partsOf, type FlowDocument, type Scope } from '../model/document'
import { moment } from '../model/format'
import { hashOfFlow } from '../model/route'
import { localized } from '../model/text'
import { useNow } from '../state/clock'
import { useDocument } from '../state/documents'
import { useFlows } from '../state/flows'
import { useZone } from '../state/project'
import { useSettings } from '../state/settings'
import { useWorkspace } from '../state/workspace'
import { GraphPaper } from './GraphPaper'

/** A flow as a document to print or to keep as a PDF: what it is, its drawing, every node and wire. */
export default function FlowPaper({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const { saver } = useWorkspace()
  const language = useSettings((settings) => settings.language)
  const zone = useZone()
  const now = useNow()
  const { items, revision } = useFlows()
  const { id } = partsOf(scope.key)
  useEffect(() => {
    // The canvas, to which the reader goes back, says what is wrong with the document.
    saver.open(scope.key).catch(() => undefined)
  }, [saver, scope.key])
  const document = useDocument(scope.key)?.present as FlowDocument | undefined
  const drafted = items?.find((flow) => flow.id === id)?.changed === true
  return (
    <main className="flow-document" id="content">
      <div className="document-tools">
        <Button icon={<ArrowLeftOutlined />} href={hashOfFlow(id)}>{t('document.back')}</Button>
        <Button type="primary" icon={<PrinterOutlined />} disabled={!document} onClick={() => window.print()}>{t('document.print')}</Button>
      </div>
      {!document && <Skeleton active paragraph={{ rows: 12 }} />}
      {document && (
        <article>
          <h1>{localized(document.name, language, id)}</h1>
          <p className="muted">
            <span className="code">{id}</span> · {t('document.revision', { revision, time: moment(now, zone) })}
          </p>
          {drafted && <p className="tone-attention">{t('document.draft')}</p>}
          <p>{localized(document.description, language)}</p>
          <GraphPaper graph={document} heading={null} />
          {Object.entries(document.subflows ?? {}).map(([key, subflow]) => (
            <GraphPaper key={key} graph={subflow} heading={t('document.subflow', { name: localized(subflow.name, language, key) })} />
          ))}
        </article>
      )}
    </main>
  )
}
