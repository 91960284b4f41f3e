import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Brand } from '../../parts/Brand'
import { SettingsMenu } from '../../parts/SettingsMenu'
import { useProblemTexts } from '../../parts/useProblemTexts'
import { hashOf } from '../../model/route'
import type { Problem } from '../../model/problem'
import { becomeStation } from '../../state/station'
import { useText } from '../../state/useText'
import { PairForm } from './PairForm'
import { SignedOn } from './SignedOn'
import { SignOn } from './SignOn'
import { useStationHere } from './useStationHere'

/** The device's own page: it becomes a station, and people sign on and off at it. */
export default function StationPage({ code }: { code: string | null }) {
  const { t } = useTranslation()
  const text = useText()
  const station = useStationHere()
  const { known, here, problem } = station
  const leave = () => {
    becomeStation(null)
    window.location.hash = hashOf({ page: 'flows' })
  }
  return (
    <div className="station">
      <header className="login-bar">
        <Brand />
        {here && <span className="station-name clip">{text(here.name, here.station)}</span>}
        <SettingsMenu />
      </header>
      <main id="content" className="station-body">
        {problem && <Refused problem={problem} />}
        {known && !here && problem?.kind !== 'offline' && (
          <>
            <PairForm key={code} code={code ?? ''} busy={station.busy} pair={station.pair} />
            <Button type="link" size="large" onClick={leave}>
              {t('station.noStation')}
            </Button>
          </>
        )}
        {here && here.person === null && <SignOn station={station} />}
        {here && here.person !== null && <SignedOn key={here.person} here={here} person={here.person} station={station} />}
      </main>
    </div>
  )
}

function Refused({ problem }: { problem: Problem }) {
  const { title, lines } = useProblemTexts()(problem)
  const [first = title, ...more] = lines
  return <Alert className="station-alert" type="error" showIcon role="alert" title={first} description={more.join(' ') || undefined} />
}
