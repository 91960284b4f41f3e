import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { LEVELS, type LogSought } from '../../model/logs'
import { useProject } from '../../state/project'

/** From which level on, of which flow and node, with which words. */
export function LogFilter({ sought, seek }: { sought: LogSought; seek: (sought: LogSought) => void }) {
  const { t } = useTranslation()
  const flows = useFlowChoices()
  const levels = LEVELS.map((value) => ({ value, label: t('logs.from', { level: t(`logs.level.${value}`) }) }))
  return (
    <div role="search" className="filter-row">
      <Select aria-label={t('logs.leastLevel')} options={levels} value={sought.level} onChange={(level) => seek({ ...sought, level })} />
      <Select allowClear showSearch aria-label={t('logs.flow')} placeholder={t('logs.flow')} options={flows} value={sought.flow || null} onChange={(flow: string | undefined) => seek({ ...sought, flow: flow ?? '' })} />
      <Input.Search allowClear aria-label={t('logs.node')} placeholder={t('logs.node')} onSearch={(node) => seek({ ...sought, node })} />
      <Input.Search allowClear aria-label={t('logs.text')} placeholder={t('logs.text')} onSearch={(text) => seek({ ...sought, text })} />
    </div>
  )
}

export function useFlowChoices(): { value: string; label: string }[] {
  const flows = useProject(({ project }) => project?.flows)
  return (flows ?? []).map((value) => ({ value, label: value }))
}
