import { Tour as Steps, type TourProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { endTour } from '../state/tour'

const STEPS = [
  ['palette', '#palette', 'right'],
  ['canvas', '#canvas', 'top'],
  ['inspector', '#inspector', 'left'],
  ['deploy', '.deploy-button', 'bottom'],
  ['live', '#drawer', 'top'],
] as const

/** What is where, once for each browser and whenever it is asked for. */
export default function Tour() {
  const { t } = useTranslation()
  const steps: NonNullable<TourProps['steps']> = STEPS.map(([name, selector, placement], index) => ({
    title: t(`first.tour.${name}.title`),
    description: t(`first.tour.${name}.text`),
    target: () => document.querySelector<HTMLElement>(selector) ?? document.body,
    placement,
    nextButtonProps: { children: t(index === STEPS.length - 1 ? 'first.tour.done' : 'first.tour.next') },
    prevButtonProps: { children: t('first.tour.back') },
  }))
  return <Steps open steps={steps} onClose={endTour} onFinish={endTour} />
}
