import { theme, type ThemeConfig } from 'antd'

const FONTS =
  "Inter, 'Segoe UI', -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', system-ui, sans-serif"
const CODE = "'Cascadia Mono', Consolas, 'SF Mono', 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"

/** What a finger hits with a glove or on the move: 44 px (WCAG 2.5.5), also where a mouse is given less. */
const FOR_FINGERS = { controlHeight: 44, controlHeightSM: 44, controlHeightLG: 48 }

/** Not antd's `motion: false`: with it a dialog takes the keys from the field that asks for them. */
const AT_ONCE = { motionDurationFast: '1ms', motionDurationMid: '1ms', motionDurationSlow: '1ms' }

/** One theme, light and dark: steel blue, neutral greys, no shadow of a gradient; `still`: nothing slides or fades. */
export function themeConfig(dark: boolean, phone = false, still = false): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'sinterflow' },
    token: {
      colorPrimary: dark ? '#4a80aa' : '#39668c',
      // What antd makes of it by itself is too pale for white words.
      colorPrimaryHover: dark ? '#41739b' : '#2f5c82',
      // Hues of families and of busy wires have to be seen on dark, too.
      ...(dark ? { purple: '#a873e8', geekblue: '#6f8cff', magenta: '#ff7ac0' } : {}),
      // What antd mixes of a greyish blue is a dull grey: what is chosen would look switched off.
      colorPrimaryBg: dark ? '#1b3142' : '#e6eff6',
      colorPrimaryBgHover: dark ? '#234059' : '#d6e4ef',
      colorPrimaryBorder: dark ? '#2f5677' : '#b4cbdd',
      colorInfoBg: dark ? '#16242f' : '#eef4f9',
      colorInfoBorder: dark ? '#2f5677' : '#b4cbdd',
      controlItemBgActive: dark ? '#1b3142' : '#e6eff6',
      controlItemBgActiveHover: dark ? '#234059' : '#d6e4ef',
      colorInfo: dark ? '#4a80aa' : '#39668c',
      colorLink: dark ? '#86b3d6' : '#2f5c82',
      colorWarning: dark ? '#e89a4a' : '#b45309',
      colorError: dark ? '#f0716a' : '#b91c1c',
      colorTextSecondary: dark ? '#aeb4ba' : '#565d64',
      colorTextPlaceholder: dark ? '#9aa1a8' : '#666d74',
      colorTextTertiary: dark ? '#9aa1a8' : '#666d74',
      colorBgLayout: dark ? '#121416' : '#f4f5f7',
      colorBgContainer: dark ? '#1a1d20' : '#ffffff',
      colorBgElevated: dark ? '#22262a' : '#ffffff',
      fontFamily: FONTS,
      fontFamilyCode: CODE,
      fontSize: 14,
      borderRadius: 6,
      ...(phone ? FOR_FINGERS : {}),
      ...(still ? AT_ONCE : { motionDurationMid: '0.1s', motionDurationSlow: '0.15s' }),
    },
    components: {
      Alert: { withDescriptionPadding: '8px 12px', withDescriptionIconSize: 16, fontSizeLG: 14 },
      // Red words on dark are as light as they must be to be read; so are the words on red then dark.
      ...(dark ? { Button: { colorError: '#f0716a', dangerColor: '#121416' } } : {}),
      Tabs: { itemSelectedColor: dark ? '#86b3d6' : '#2f5c82' },
      Tree: { indentSize: 24, titleHeight: phone ? 44 : 28 },
      Segmented: { trackBg: dark ? '#26292d' : '#e9ecef', itemSelectedBg: dark ? '#464c52' : '#ffffff' },
    },
  }
}
