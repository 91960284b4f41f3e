import { theme } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Series } from '../model/series'
import { moment } from '../model/format'
import { useZone } from '../state/project'

export interface Line {
  label: string
  /** A CSS colour; the same for the same figure everywhere. */
  color: string
}

interface LiveChartProps {
  title: string
  lines: readonly Line[]
  series: Series
  /** How a figure is written, with its unit. */
  say: (value: number) => string
  height?: number
  /** Seconds up to the newest figure that are shown, also while there are fewer figures. */
  span: number
}

/** Figures over the last minutes, with exact values under the pointer. */
export default function LiveChart({ title, lines, series, say, height = 180, span }: LiveChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const { token } = theme.useToken()
  const zone = useZone()
  const { t } = useTranslation()
  const timeLabel = t('audit.column.time')
  const current = useRef({ series, say })
  useEffect(() => {
    current.current = { series, say }
    plot.current?.setData(dataOf(series))
  })
  const key = lines.map(({ label, color }) => `${label} ${color}`).join('\n')
  useEffect(() => {
    const element = box.current
    if (!element) return
    const value = (figure: number | null) => (figure === null ? '–' : current.current.say(figure))
    const time = (seconds: number) => moment(seconds * 1000, zone).slice(11, 19)
    const axis = { stroke: token.colorTextSecondary, grid: { stroke: token.colorBorderSecondary, width: 1 }, ticks: { show: false }, font: `12px ${token.fontFamily}` }
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        cursor: { y: false },
        scales: { x: { time: false, range: () => lastOf(current.current.series, span) }, y: { range: (_, __, high) => [0, Math.max(1, high * 1.1)] } },
        axes: [
          { ...axis, space: 90, gap: 8, values: (_, ticks) => ticks.map(time) },
          { ...axis, size: 76, values: (_, ticks) => ticks.map(value) },
        ],
        series: [
          { label: timeLabel, value: (_, seconds: number | null) => (seconds === null ? '–' : time(seconds)) },
          ...lines.map(({ label, color }) => ({ label, stroke: color, width: 2, points: { show: false }, value: (_: uPlot, figure: number | null) => value(figure) })),
        ],
      },
      dataOf(current.current.series),
      element,
    )
    plot.current = made
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    watch.observe(element)
    return () => {
      watch.disconnect()
      made.destroy()
      plot.current = null
    }
    // The lines are told apart by `key`; a new list of the same lines is no new chart.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, token, zone, height, span, timeLabel])
  return <div ref={box} className="live-chart" role="img" aria-label={title} />
}

/** From some seconds ago until the newest figure. */
function lastOf({ times }: Series, span: number): [number, number] {
  const newest = times.at(-1) ?? Date.now() / 1000
  return [newest - span, newest]
}

function dataOf({ times, values }: Series): uPlot.AlignedData {
  return [[...times], ...values.map((column) => [...column])]
}
