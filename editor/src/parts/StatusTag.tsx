import {
  CheckCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleFilled,
  InfoCircleOutlined,
  MinusCircleOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Tone } from '../model/status'

const ICONS: Record<Tone, ReactNode> = {
  neutral: <CheckCircleOutlined />,
  info: <InfoCircleOutlined />,
  attention: <ExclamationCircleFilled />,
  failed: <CloseCircleFilled />,
  off: <MinusCircleOutlined />,
}

interface StatusTagProps {
  tone: Tone
  children: ReactNode
  title?: string
}

/** A state as icon and word; the colour only repeats what they say. */
export function StatusTag({ tone, children, title }: StatusTagProps) {
  return (
    <span className={`status tone-${tone}`} title={title}>
      {ICONS[tone]} <span>{children}</span>
    </span>
  )
}
