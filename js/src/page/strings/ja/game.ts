/** Japanese: the games. */

import type { BootStage } from "../../../shared/protocol";
import type { GameStrings } from "../en/game";
import { grammarOf, oneDecimal } from "../grammar";

const { and, count, number, or } = grammarOf<"other">("ja");

const stages: Record<BootStage, string> = {
  interpreter: "Python を起動しています",
  packages: "ライブラリーを読み込んでいます",
  environment: "ゲームを準備しています",
  policies: "他のプレーヤーを読み込んでいます",
};

export const game: GameStrings = {
  remap: {
    open: "キーを変更する",
    title: "使用するキー",
    how: "ボタンを押してから、代わりに使いたいキーを押してください。すでに別の役割があるキーの場合は、互いに入れ替わります。",
    press: "キーを押してください…",
    change: "このキーを変更",
    reserved: "このキーはここでは使えません。別のキーを選んでください。",
    reset: "標準のキーに戻す",
    done: "完了",
  },
  title: "ゲーム",
  practising: "これは練習です。結果には含まれません。",
  restarted:
    "ラウンドの途中でページが再読み込みされたため、このラウンドは最初から、前とは異なる内容で始まります。それまでに終えた分は有効です。ラウンドの途中でページを再読み込みしないでください。次に再読み込みすると、ゲームは終了します。",
  wereHere: "ここまで進んでいました。ゲームはこの時点から続きます。",
  interruptedTitle: "このゲームはここで終了します",
  interrupted:
    "ラウンドの途中でページが再読み込みされたため、ゲームを続けることができません。これによって失われるものはありません。これまでの内容は保存されており、研究は続きます。",
  canvas: (keyNames: readonly string[], devices: readonly string[]) => {
    const keys = keyNames.length > 0 ? [`キー（${keyNames.join("、")}）`] : [];
    const means = [...keys, ...devices];
    return means.length > 0 ? `ゲーム。操作方法：${and(means)}` : "見るゲーム";
  },
  joystick: "ジョイスティック",
  devices: (names: readonly string[], keys: boolean) =>
    keys ? `または${or(names)}で操作` : `${or(names)}で操作`,
  keys: "キー",
  start: "開始",
  next: (round: number, rounds: number) => `次のラウンド ${number(round)} / ${number(rounds)}`,
  round: "ラウンド",
  roundOf: (round: number, rounds: number) => `${number(round)} / ${number(rounds)}`,
  steps: "ステップ",
  messages: "ゲームからのメッセージ",
  leftOf: (left: string, most: string) => `${left} / ${most}`,
  score: "得点",
  readyFirst: "ゲームの準備ができました。",
  readyNext: (round: number) => `ラウンド ${number(round)} が終わりました。`,
  scored: (score: string) => `得点：${score}`,
  finished: "最後のラウンドが終わりました。",
  preparing: "ゲームを準備しています…",
  beginsIn: (seconds: number) => count(seconds, { other: "ゲームは # 秒後に始まります。" }),
  paused: {
    hidden: "このページから離れていたため、ゲームを待機しています。",
    participant: "ゲームを一時停止しています。",
    idle: "まだいらっしゃいますか？ゲームがお待ちしています。",
    probe: "ゲームがお待ちしています。",
  },
  pause: "一時停止",
  reset: "このラウンドを終える",
  stop: "ゲームを終える",
  slower: "遅く",
  faster: "速く",
  rate: (fps: number) => `毎秒 ${oneDecimal(fps, "ja")} 回`,
  rateBox: "1 秒あたりのステップ数",
  widgets: {
    title: "ゲームの横の操作",
    judgements: { good: "良い", bad: "悪い" },
    yes: "はい",
    no: "いいえ",
    send: "送信",
    pressed: (label: string) => `${label}：記録しました。`,
    set: (label: string, value: string) => `${label}：${value}。`,
    sent: (label: string) => `${label}：送信しました。`,
    cell: (row: number, column: number) => `${number(row)} 行 ${number(column)} 列`,
    marked: (top: number, left: number, bottom: number, right: number) =>
      `選択範囲：${number(top)} 行から ${number(bottom)} 行、${number(left)} 列から ${number(right)} 列。`,
    gridHint:
      "マス目の上をドラッグしてください。または矢印キーでマス目へ移動し、Shift キーを押しながら範囲を広げて、Enter キーを押してください。",
  },
  wayOn: {
    skip: "研究の次の部分へ進めます。",
    end: "ここから研究を続けることはできません。これで終了します。",
  },
  hung: "ゲームが進まなくなったため、停止しました。これまでの内容は保存されています。",
  boot: "ゲームの準備中です",
  stage: (stage: BootStage) => `${stages[stage]}…`,
  failed: "申し訳ありません。問題が発生しました。",
  workerLost:
    "ゲームを開始できませんでした。ファイルの一つを読み込めませんでした。インターネット接続を確認して、もう一度お試しください。",
};
