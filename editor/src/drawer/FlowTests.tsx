import { CaretRightOutlined } from '@ant-design/icons'
import { Button, Empty, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { partsOf, type Scope } from '../model/document'
import type { Fault, Text } from '../model/types'
import { FaultLines } from '../parts/FaultLines'
import { ProblemAlert } from '../parts/ProblemAlert'
import { Refusal } from '../parts/Refusal'
import { StatusTag } from '../parts/StatusTag'
import { useMay } from '../state/me'
import { useAct } from '../state/useAct'
import { useOne } from '../state/useList'
import { useText } from '../state/useText'
import { useWorkspace } from '../state/workspace'

/** A file in the project's folder `tests`. */
interface TestFile {
  file: string
  flow: string | null
  cases: Text[]
  faults: Fault[]
}

interface CaseResult {
  file: string
  name: string
  passed: boolean
  seconds: number
  message: string
  faults: Fault[]
}

const SECONDS = 60

/** The tests of the flow that is edited, and what comes of running them against its draft. */
export default function FlowTests({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const { kind, id } = partsOf(scope.key)
  const { client, saver } = useWorkspace()
  const may = useMay('edit')
  const { data, problem, retry } = useOne<{ items: TestFile[] }>(`tests?limit=1000${kind === 'flow' ? `&flow=${encodeURIComponent(id)}` : ''}`)
  const [results, setResults] = useState<readonly CaseResult[]>([])
  const { busy, problem: refused, run } = useAct()
  const test = (files: string[]) =>
    run(async () => {
      await saver.now(scope.key) // what was drawn a moment ago is tested too
      const body = JSON.stringify({ files, ...(files.length || kind !== 'flow' ? {} : { flow: id }), version: 'draft', timeout: SECONDS })
      const { cases } = await client.call<{ cases: CaseResult[] }>('tests/run', { method: 'POST', body, patience: (SECONDS + 20) * 1000 })
      setResults((last) => [...last.filter(({ file }) => !cases.some((one) => nameOf(one.file) === nameOf(file))), ...cases])
    })
  if (problem) return <ProblemAlert problem={problem} retry={retry} />
  if (!data) return <Skeleton active />
  if (data.items.length === 0) {
    return (
      <Empty className="drawer-empty" image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('flowTests.none')}>
        <p className="muted">{t('flowTests.noneHint')}</p>
      </Empty>
    )
  }
  const failed = results.filter(({ passed }) => !passed).length
  return (
    <div className="tray">
      <div className="tray-bar">
        <Button size="small" type="primary" icon={<CaretRightOutlined />} disabled={!may} loading={busy} onClick={() => void test([])}>
          {t('flowTests.all')}
        </Button>
        {!may && <span className="muted">{t('flowTests.mayNot')}</span>}
        <span role="status">
          {results.length > 0 && <StatusTag tone={failed ? 'failed' : 'neutral'}>{failed ? t('flowTests.failed', { failed, count: results.length }) : t('flowTests.passed', { count: results.length })}</StatusTag>}
        </span>
      </div>
      {refused && <Refusal problem={refused} />}
      {data.items.map((one) => (
        <File key={one.file} one={one} results={results.filter(({ file }) => nameOf(file) === one.file)} run={may && !busy ? () => void test([one.file]) : null} />
      ))}
    </div>
  )
}

const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1)

function File({ one: { file, cases, faults }, results, run }: { one: TestFile; results: readonly CaseResult[]; run: (() => void) | null }) {
  const { t } = useTranslation()
  const text = useText()
  return (
    <section className="test-file">
      <header>
        <span className="code">{file}</span>
        <Button size="small" type="text" icon={<CaretRightOutlined />} disabled={!run || faults.length > 0} aria-label={t('flowTests.one', { file })} onClick={() => run?.()} />
      </header>
      {faults.length > 0 && <FaultLines faults={faults} />}
      <ul>
        {cases.map((name, place) => (
          <Case key={place} name={text(name)} result={results[place]} />
        ))}
      </ul>
    </section>
  )
}

function Case({ name, result }: { name: string; result: CaseResult | undefined }) {
  const { t } = useTranslation()
  return (
    <li>
      {result ? <StatusTag tone={result.passed ? 'neutral' : 'failed'}>{t(result.passed ? 'flowTests.pass' : 'flowTests.fail')}</StatusTag> : <StatusTag tone="off">{t('flowTests.notRun')}</StatusTag>}
      <span>{name}</span>
      {result?.message && <span className="test-message">{result.message}</span>}
      {result && result.faults.length > 0 && <FaultLines faults={result.faults} />}
    </li>
  )
}
