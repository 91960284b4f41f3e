export const people = { people: { label: '人员' } }
