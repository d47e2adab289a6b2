/** Japanese: the steps that are read, answered, seen and heard. */

import type { StepStrings } from "../en/steps";
import { clockOf, grammarOf } from "../grammar";

const { count, day, number } = grammarOf<"other">("ja");

export const steps: StepStrings = {
  judging: {
    watch: "ご覧ください",
    play: "再生",
    pause: "一時停止",
    replay: "最初から再生",
    controls: "映像の再生",
    position: "再生済みの割合",
    film: "映像",
    clip: (letter: string) => `映像 ${letter}`,
    pair: (place: number, of: number) => `組 ${number(place)} / ${number(of)}`,
    ofClips: (place: number, of: number) =>
      of === 1 ? "" : `映像 ${number(place)} / ${number(of)}`,
    first: "A の方がよい",
    second: "B の方がよい",
    tie: "どちらも同じくらいよい",
    cant_tell: "わからない",
    wait: "両方の映像を十分にご覧になると、回答できます。",
    ready: "回答できます。もう一度ご覧いただくこともできます。",
    waitAll: "すべての映像を十分にご覧になると、次へ進めます。",
    readyToRank: "順番が決まったら、次へ進めます。",
    howToRank: "映像をドラッグするか、矢印で動かしてください。最もよいものを最初にします。",
    up: (label: string) => `${label}を上へ移動`,
    down: (label: string) => `${label}を下へ移動`,
    moved: (label: string, place: number, of: number) =>
      `${label}は現在、${number(of)} 件中 ${number(place)} 番目です。`,
    said: (label: string) => `あなたの回答：${label}。`,
  },

  media: {
    toEnd: "すべて再生されると、次へ進めます。",
    over: "再生が終わりました。",
    failed: "この録音・録画を再生できませんでした。再生せずに次へ進めます。",
  },

  microphone: {
    why: "研究のこの部分では、マイクを使用します。ブラウザーが許可を求めますので、許可してください。",
    allow: "マイクを許可する",
    without: "マイクなしで進む",
    cannot: "できません、または希望しません",
    refused: {
      NotAllowedError:
        "ブラウザーがマイクの使用を許可していません。アドレスバーの横、またはブラウザーの設定でマイクを許可してから、もう一度お試しください。",
      NotFoundError: "マイクが見つかりませんでした。マイクを接続してから、もう一度お試しください。",
      NotSupportedError:
        "お使いのブラウザーでは、音声は聞き取れますが、録音できません。マイクなしで進むか、別のブラウザーをお試しください。",
    } as Readonly<Record<string, string>>,
    failed:
      "マイクを開くことができませんでした。ほかのプログラムが使用している可能性があります。もう一度お試しください。",
    speak: "何か話してみてください。バーが動けば大丈夫です。",
    level: "音量",
    start: "録音を開始する",
    again: "もう一度録音する",
    stop: "録音を終了する",
    recording: (seconds: number) => count(seconds, { other: "録音中です。あと # 秒です。" }),
    recorded: (seconds: number) => count(seconds, { other: "# 秒間録音しました。" }),
    on: "マイクはオンです。お話しになる内容は録音されます。",
    lost: "マイクとの接続が切れました。このまま続けてください。お話しになる内容は、もう録音されません。",
  },

  fullscreen: {
    why: "研究のこの部分では、画面全体を使用します。終了する方法はブラウザーが表示します。",
    enter: "全画面で表示する",
    without: "全画面にせずに進む",
    cannot: "できません、または希望しません",
    unable:
      "お使いのブラウザーでは、このページを全画面で表示できません。全画面にせずに次へ進めます。",
    needed: "お使いのブラウザーでは、この研究に必要な全画面表示ができません。",
    failed: "全画面になりませんでした。もう一度お試しください。",
  },

  wait: {
    left: (seconds: number) =>
      seconds < 60
        ? count(seconds, { other: "あと # 秒で再開します。" })
        : `あと ${clockOf(seconds, "ja")}（分:秒）で再開します。`,
    over: "休憩が終わりました。",
  },

  consent: {
    unread: "まず文章を最後までお読みください。",
    unticked: "* の付いた項目にチェックを入れるか、参加しないことを選択してください。",
  },

  form: {
    legend: "* の付いた質問には回答が必要です。",
    send: "次へ",
    invalid: (answers: number) =>
      count(answers, { other: "次へ進む前に、# 件の回答を確認してください。" }),
    required: "この質問に回答してください。",
    requiredChoice: "回答を一つ選んでください。",
    requiredChoices: "少なくとも一つにチェックを入れてください。",
    requiredSlider: "線の上をクリックするか、矢印キーで動かしてください。",
    requiredRanking: "順番を変えるか、このままでよいことを示してください。",
    tooFew: (least: number) => `少なくとも ${number(least)} 個選んでください。`,
    tooMany: (most: number) => `${number(most)} 個以内で選んでください。`,
    otherWords: "欄に内容を記入してください。",
    otherLabel: (label: string) => `${label}：ご自身の言葉で`,
    notDate: "日付を最後まで入力してください。",
    tooEarly: (first: string) => `${day(first)}以降の日付を入力してください。`,
    tooLate: (last: string) => `${day(last)}以前の日付を入力してください。`,
    days: (first: string | null, last: string | null) => {
      if (first !== null && last !== null) return `${day(first)}から${day(last)}まで`;
      if (first !== null) return `${day(first)}以降`;
      return last === null ? null : `${day(last)}まで`;
    },
    slider: "線の上をクリックするか、矢印キーで動かしてください。",
    sliderUntouched: "未回答",
    ranking: "言葉をドラッグするか、矢印を使ってください。一番のものを一番上にします。",
    rankingKeep: "このままでよい",
    rankingUp: (label: string) => `上へ移動：${label}`,
    rankingDown: (label: string) => `下へ移動：${label}`,
    rankingPlace: (label: string, place: number, of: number) =>
      `${label}は現在、${number(of)} 件中 ${number(place)} 番目です。`,
    tooLong: (limit: number, length: number) =>
      `${number(limit)} 文字以内で入力してください。現在 ${number(length)} 文字です。`,
    notNumber: "数字で入力してください。",
    notInteger: "整数を入力してください。",
    tooSmall: (min: number) => `${number(min)} 以上の数を入力してください。`,
    tooLarge: (max: number) => `${number(max)} 以下の数を入力してください。`,
    range: (min: number | null, max: number | null) => {
      if (min !== null && max !== null) return `${number(min)} から ${number(max)} まで`;
      if (min !== null) return `${number(min)} 以上`;
      return max === null ? null : `${number(max)} まで`;
    },
    several: (least: number | null, most: number | null) => {
      if (least === null && most === null) return "当てはまるものをすべて選んでください。";
      if (least === null) return `${number(most ?? 0)} 個以内で選んでください。`;
      if (most === null) return `${number(least)} 個以上選んでください。`;
      if (least === most) return `${number(least)} 個選んでください。`;
      return `${number(least)} 個から ${number(most)} 個選んでください。`;
    },
  },

  quiz: {
    right: "正解です。",
    notRight: "正解ではありません。",
    passed: "すべて正解です。",
    wrong: (answers: number, left: number) => {
      const wrong = count(answers, { other: "正解ではない回答が # 件あります。" });
      return left === 0 ? wrong : `${wrong}${count(left, { other: "あと # 回試せます。" })}`;
    },
  },
};
