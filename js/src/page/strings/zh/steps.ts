/** Chinese: the steps that are read, answered, seen and heard. */

import type { StepStrings } from "../en/steps";
import { clockOf, grammarOf } from "../grammar";

const { count, day, number } = grammarOf<"other">("zh-Hans");

export const steps: StepStrings = {
  judging: {
    watch: "请观看",
    play: "播放",
    pause: "暂停",
    replay: "从头播放",
    controls: "播放片段",
    position: "已播放的部分",
    film: "片段",
    clip: (letter: string) => `片段 ${letter}`,
    pair: (place: number, of: number) => `第 ${number(place)} 对，共 ${number(of)} 对`,
    ofClips: (place: number, of: number) =>
      of === 1 ? "" : `第 ${number(place)} 个片段，共 ${number(of)} 个`,
    first: "A 更好",
    second: "B 更好",
    tie: "两者一样好",
    cant_tell: "我说不清",
    wait: "看够两个片段后，您就可以回答。",
    ready: "您现在可以回答，或再看一遍。",
    waitAll: "看够所有片段后，您就可以继续。",
    readyToRank: "顺序符合您的判断后，您就可以继续。",
    howToRank: "拖动片段，或用箭头移动它们。最好的排在最前面。",
    up: (label: string) => `将${label}上移`,
    down: (label: string) => `将${label}下移`,
    moved: (label: string, place: number, of: number) =>
      `${label}现在排在第 ${number(place)} 位，共 ${number(of)} 位。`,
    said: (label: string) => `您的回答：${label}。`,
  },

  media: {
    toEnd: "全部播放完后，您就可以继续。",
    over: "播放完毕。",
    failed: "无法播放此录音或录像。您可以跳过它继续。",
  },

  microphone: {
    why: "研究的这一部分会使用您的麦克风。浏览器会询问您是否允许，请选择允许。",
    allow: "允许使用麦克风",
    without: "不使用麦克风，继续",
    cannot: "我不能或不愿意",
    refused: {
      NotAllowedError:
        "您的浏览器不允许本研究使用麦克风。请在地址栏旁边或浏览器设置中允许使用麦克风，然后重试。",
      NotFoundError: "没有找到麦克风。请连接麦克风，然后重试。",
      NotSupportedError:
        "您的浏览器可以听到您的声音，但无法录音。请不使用麦克风继续，或换一个浏览器。",
    } as Readonly<Record<string, string>>,
    failed: "无法打开麦克风。可能有其他程序正在使用它。请重试。",
    speak: "请说几句话：音量条应该会移动。",
    level: "音量",
    start: "开始录音",
    again: "重新录音",
    stop: "停止录音",
    recording: (seconds: number) => count(seconds, { other: "正在录音：还剩 # 秒。" }),
    recorded: (seconds: number) => count(seconds, { other: "已录音：# 秒。" }),
    on: "麦克风已打开：您说的话正在被录音。",
    lost: "麦克风的连接已中断。请您继续；您说的话不再被录音。",
  },

  fullscreen: {
    why: "研究的这一部分会占满整个屏幕。浏览器会告诉您如何退出全屏。",
    enter: "进入全屏",
    without: "不使用全屏，继续",
    cannot: "我不能或不愿意",
    unable: "您的浏览器无法全屏显示此页面。您可以不使用全屏继续。",
    needed: "您的浏览器无法全屏显示此页面，而本研究需要全屏。",
    failed: "浏览器没有进入全屏。请重试。",
  },

  wait: {
    left: (seconds: number) =>
      seconds < 60
        ? count(seconds, { other: "# 秒后继续。" })
        : `${clockOf(seconds, "zh-Hans")}（分:秒）后继续。`,
    over: "休息结束。",
  },

  consent: {
    unread: "请先将文字读到末尾。",
    unticked: "请勾选标有 * 的方框，或选择不参加。",
  },

  form: {
    legend: "标有 * 的问题必须回答。",
    send: "继续",
    invalid: (answers: number) => count(answers, { other: "继续之前，请检查 # 处回答。" }),
    required: "请回答这个问题。",
    requiredChoice: "请选择一个答案。",
    requiredChoices: "请至少勾选一个方框。",
    requiredSlider: "请点击横线，或用方向键移动。",
    requiredRanking: "请更改顺序，或确认现在的顺序正确。",
    tooFew: (least: number) => `请至少选择 ${number(least)} 项。`,
    tooMany: (most: number) => `请最多选择 ${number(most)} 项。`,
    otherWords: "请在框中写明。",
    otherLabel: (label: string) => `${label}：请用您自己的话说明`,
    notDate: "请填写完整的日期。",
    tooEarly: (first: string) => `请填写不早于${day(first)}的日期。`,
    tooLate: (last: string) => `请填写不晚于${day(last)}的日期。`,
    days: (first: string | null, last: string | null) => {
      if (first !== null && last !== null) return `从${day(first)}到${day(last)}`;
      if (first !== null) return `${day(first)}或之后`;
      return last === null ? null : `不晚于${day(last)}`;
    },
    slider: "点击横线，或用方向键在横线上移动。",
    sliderUntouched: "尚未回答",
    ranking: "拖动词语，或使用箭头。第一个排在最上面。",
    rankingKeep: "现在的顺序正确",
    rankingUp: (label: string) => `上移：${label}`,
    rankingDown: (label: string) => `下移：${label}`,
    rankingPlace: (label: string, place: number, of: number) =>
      `${label}现在排在第 ${number(place)} 位，共 ${number(of)} 位。`,
    tooLong: (limit: number, length: number) =>
      `请最多使用 ${number(limit)} 个字符；现在有 ${number(length)} 个。`,
    notNumber: "请用数字填写。",
    notInteger: "请填写整数。",
    tooSmall: (min: number) => `请填写不小于 ${number(min)} 的数字。`,
    tooLarge: (max: number) => `请填写不大于 ${number(max)} 的数字。`,
    range: (min: number | null, max: number | null) => {
      if (min !== null && max !== null) return `从 ${number(min)} 到 ${number(max)}`;
      if (min !== null) return `${number(min)} 或以上`;
      return max === null ? null : `不超过 ${number(max)}`;
    },
    several: (least: number | null, most: number | null) => {
      if (least === null && most === null) return "请勾选所有符合的选项。";
      if (least === null) return `最多选择 ${number(most ?? 0)} 项。`;
      if (most === null) return `至少选择 ${number(least)} 项。`;
      if (least === most) return `选择 ${number(least)} 项。`;
      return `选择 ${number(least)} 到 ${number(most)} 项。`;
    },
  },

  quiz: {
    right: "回答正确。",
    notRight: "回答不正确。",
    passed: "您的所有回答都正确。",
    wrong: (answers: number, left: number) => {
      const wrong = count(answers, { other: "有 # 个回答不正确。" });
      return left === 0 ? wrong : `${wrong}${count(left, { other: "您还可以再试 # 次。" })}`;
    },
  },
};
