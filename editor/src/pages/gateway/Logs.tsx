import { PauseOutlined, CaretRightOutlined } from '@ant-design/icons'
import { Button, Empty, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { extras, field, type Level, type LogLine, type LogSought } from '../../model/logs'
import type { Tone } from '../../model/status'
import { PageHead } from '../../parts/ListPage'
import { Moment } from '../../parts/Moment'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { StatusTag } from '../../parts/StatusTag'
import { LogFilter } from './LogFilter'
import { LogLevels } from './LogLevels'
import { useLogTail } from './useLogTail'

/** What the gateway writes down, as it comes; and how much of it is wanted. */
export default function Logs() {
  const { t } = useTranslation()
  const [sought, seek] = useState<LogSought>({ level: 'info', flow: '', node: '', text: '' })
  const [paused, setPaused] = useState(false)
  const { lines, problem, again } = useLogTail(sought, paused)
  return (
    <>
      <PageHead
        title={t('project.tabs.logs')}
        actions={
          <Button icon={paused ? <CaretRightOutlined /> : <PauseOutlined />} onClick={() => setPaused(!paused)}>
            {t(paused ? 'debug.resume' : 'debug.pause')}
          </Button>
        }
      />
      <LogLevels />
      <LogFilter sought={sought} seek={seek} />
      {problem && <ProblemAlert problem={problem} retry={again} />}
      {lines === null && !problem && <Skeleton active paragraph={{ rows: 6 }} />}
      {lines?.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('logs.none')} />}
      {lines && lines.length > 0 && (
        <ol className="log-lines" aria-label={t('project.tabs.logs')}>
          {lines.map((line, place) => (
            <Line key={`${field(line, 'timestamp')} ${lines.length - place}`} line={line} />
          ))}
        </ol>
      )}
    </>
  )
}

const TONES: Record<string, Tone> = { debug: 'off', info: 'neutral', warning: 'attention', error: 'failed', critical: 'failed' }

function Line({ line }: { line: LogLine }) {
  const { t } = useTranslation()
  const level = field(line, 'level')
  const where = [field(line, 'flow'), field(line, 'node')].filter(Boolean).join('/') || field(line, 'logger')
  const more = extras(line)
  const exception = field(line, 'exception')
  return (
    <li className="log-line">
      <Moment time={field(line, 'timestamp')} exact />
      <StatusTag tone={TONES[level] ?? 'neutral'}>{level in TONES ? t(`logs.level.${level as Level}`) : level}</StatusTag>
      <span className="code clip" title={where}>
        {where}
      </span>
      <span className="log-said">
        {field(line, 'event')} {more && <span className="muted code">{more}</span>}
        {exception && (
          <details>
            <summary>{t('logs.trace')}</summary>
            <pre>{exception}</pre>
          </details>
        )}
      </span>
    </li>
  )
}
