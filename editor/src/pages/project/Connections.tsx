/** The connections of the project. */
export default function Connections() {
  return <p />
}
