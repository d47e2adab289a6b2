/** Chinese: the games. */

import type { BootStage } from "../../../shared/protocol";
import type { GameStrings } from "../en/game";
import { grammarOf, oneDecimal } from "../grammar";

const { and, count, number, or } = grammarOf<"other">("zh-Hans");

const stages: Record<BootStage, string> = {
  interpreter: "正在启动 Python",
  packages: "正在加载程序库",
  environment: "正在准备游戏",
  policies: "正在加载其他玩家",
};

export const game: GameStrings = {
  remap: {
    open: "选择其他按键",
    title: "您的按键",
    how: "请先按一个按钮，再按您想要替换成的按键。如果该按键已有其他用途，两者会互换。",
    press: "请按一个键…",
    change: "更改此按键",
    reserved: "此按键不能在这里使用。请选择另一个。",
    reset: "使用默认按键",
    done: "完成",
  },
  title: "游戏",
  practising: "这是练习，不计入结果。",
  restarted:
    "页面在一轮游戏中被重新加载，因此这一轮重新开始，且与之前不同。您之前完成的内容仍然有效。请不要在一轮游戏中重新加载页面：下一次游戏将会结束。",
  wereHere: "您刚才玩到这里。游戏将从这里继续。",
  interruptedTitle: "游戏到此结束",
  interrupted:
    "页面在一轮游戏中被重新加载，因此游戏无法继续。您不会因此有任何损失：您所做的内容已保留，研究会继续。",
  canvas: (keyNames: readonly string[], devices: readonly string[]) => {
    const keys = keyNames.length > 0 ? [`按键 ${keyNames.join("、")}`] : [];
    const means = [...keys, ...devices];
    return means.length > 0 ? `游戏，使用${and(means)}操作` : "观看的游戏";
  },
  joystick: "摇杆",
  devices: (names: readonly string[], keys: boolean) => `${keys ? "或使用" : "使用"}${or(names)}`,
  keys: "按键",
  start: "开始",
  next: (round: number, rounds: number) =>
    `下一轮：第 ${number(round)} 轮，共 ${number(rounds)} 轮`,
  round: "轮次",
  roundOf: (round: number, rounds: number) => `${number(round)} / ${number(rounds)}`,
  steps: "步数",
  messages: "游戏消息",
  leftOf: (left: string, most: string) => `${left} / ${most}`,
  score: "得分",
  readyFirst: "游戏已准备好。",
  readyNext: (round: number) => `第 ${number(round)} 轮结束。`,
  scored: (score: string) => `得分：${score}`,
  finished: "这是最后一轮。",
  preparing: "正在准备游戏…",
  beginsIn: (seconds: number) => count(seconds, { other: "游戏将在 # 秒后开始。" }),
  paused: {
    hidden: "由于您离开了此页面，游戏正在等待。",
    participant: "游戏已暂停。",
    idle: "您还在吗？游戏在等您。",
    probe: "游戏在等您。",
  },
  pause: "暂停",
  reset: "结束这一轮",
  stop: "结束游戏",
  slower: "减速",
  faster: "加速",
  rate: (fps: number) => `每秒 ${oneDecimal(fps, "zh-Hans")} 步`,
  rateBox: "每秒步数",
  widgets: {
    title: "游戏旁的控件",
    judgements: { good: "好", bad: "不好" },
    yes: "是",
    no: "否",
    send: "发送",
    pressed: (label: string) => `${label}：已记录。`,
    set: (label: string, value: string) => `${label}：${value}。`,
    sent: (label: string) => `${label}：已发送。`,
    cell: (row: number, column: number) => `第 ${number(row)} 行，第 ${number(column)} 列`,
    marked: (top: number, left: number, bottom: number, right: number) =>
      `已标记：第 ${number(top)} 至 ${number(bottom)} 行，第 ${number(left)} 至 ${number(right)} 列。`,
    gridHint: "在格子上拖动。或用方向键移到某一格，按住 Shift 键标记更多格子，然后按回车键。",
  },
  wayOn: {
    skip: "您可以继续研究的下一部分。",
    end: "研究无法从这里继续，现在结束。",
  },
  hung: "游戏无法自行继续，因此不得不停止。您到目前为止所做的内容已保留。",
  boot: "正在为您准备游戏",
  stage: (stage: BootStage) => `${stages[stage]}…`,
  failed: "抱歉，出现了问题。",
  workerLost: "游戏无法启动：有一个文件未能加载。请检查您的网络连接，然后重试。",
};
