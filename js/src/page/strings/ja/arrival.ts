/** Japanese: from the load of the page to the first step, and what may be in its way. */

import type { Capability } from "../../host";
import type { ArrivalStrings } from "../en/arrival";
import { grammarOf } from "../grammar";

const { and, count, number } = grammarOf<"other">("ja");

const capabilities: Record<Capability, string> = {
  wasm: "WebAssembly",
  worker: "Web Worker",
  canvas: "オフスクリーンキャンバス",
  database: "データベース（IndexedDB）",
  locks: "Web Locks",
  crypto: "Web 暗号機能",
  compression: "圧縮ストリーム",
};

export const arrival: ArrivalStrings = {
  languageTitle: "どの言語でお読みになりますか？",
  continue: "次へ",
  retry: "もう一度試す",
  details: "研究者向けの詳細",
  course: "研究の進み具合",

  insecure:
    "このページは保護されていない接続（http）で開かれました。この接続では、研究に必要な機能がブラウザーによって禁止されています。https:// で始まるアドレスで開き直すか、ここを案内した担当者にお知らせください。",
  missing: (lacking: readonly Capability[]) =>
    `このブラウザーでは研究を実行できません。${and(lacking.map((each) => capabilities[each]))}に対応していないためです。Chrome、Edge、Firefox、Safari のいずれかの最新版でこのページを開いてください。`,
  unreachable:
    "研究のページに接続できませんでした。インターネット接続を確認して、もう一度お試しください。",
  busy: "この研究は、このブラウザーの別のタブまたはウィンドウですでに開かれています。そちらで続けるか、そちらを閉じてからここでもう一度お試しください。",
  closed:
    "この研究は終了しており、新しい参加者を受け付けていません。ご関心をお寄せいただき、ありがとうございます。",
  broken:
    "問題が発生し、研究をこのまま続けることができません。これまでの内容は保存されています。もう一度試すと、元の場所に戻ります。",
  brokenTitle: "申し訳ありません。うまくいきませんでした",
  hostTitle: "ここではこの研究を実行できません",
  busyTitle: "すでに別の場所で開かれています",
  closedTitle: "この研究は終了しました",
  finishedTitle: "この研究への参加は完了しています",
  finished:
    "最後のページはここにはもう保存されていません。コードがまだ必要な場合は、ここを案内した担当者にご連絡ください。",

  admission: {
    idTitle: "リンクが不完全です",
    id: "このページのアドレスには、あなたがどなたであるかが示されていないか、研究に必要な形式になっていません。受け取ったリンクを、変更せずにそのまま開いてください。または、ここを案内した担当者にお問い合わせください。",
    soonTitle: "ただいま研究を始めることができません",
    soon: "回答を集める場所が、現在受け付けていないか、研究が終わるまでの間は受け付けられません。何も記録されていません。後でもう一度お試しいただくか、ここを案内した担当者にお知らせください。",
    silent:
      "回答を集める場所に接続できなかったため、何も記録されていません。インターネット接続と、この端末でページの一部を遮断しているもの（広告ブロッカー、VPN、職場のファイアウォールなど）がないかを確認してください。その後、もう一度お試しください。",
    tryingTitle: "少々お待ちください",
    trying: "回答を保存できるかどうかを確認しています。",
  },

  login: {
    note: "受け取ったとおりに入力してください。大文字と小文字は区別されます。",
    empty: "ID を入力してください。",
    form: "この研究の ID ではないようです。入力に誤りがないか確認してください。",
    unknown:
      "この ID は、この研究の一覧にありません。入力に誤りがないか確認するか、ここを案内した担当者にお問い合わせください。",
    excluded:
      "この ID では参加できません。すでに使用された可能性があります。入力に誤りがないか確認するか、ここを案内した担当者にお問い合わせください。",
  },

  unsupported: {
    title: "この端末では研究に参加できません",
    text: "研究に必要な次の条件を、この端末は現在の状態では満たしていません。",
    nothing:
      "あなたやこの端末に関する情報は、一切保存も送信もされていません。別の端末で研究を開くこともできます。",
    fps: (there: number, needed: number) =>
      `1 秒間に約 ${number(Math.floor(there))} 枚の画像を描画していますが、ゲームには ${number(Math.ceil(needed))} 枚が必要です。他のプログラムやタブを閉じたり、充電器を接続したりすると改善することがあります。`,
    memory: (needed: number) => `メモリーが ${number(needed)} GB 未満です。`,
    storage: (needed: number) =>
      `このブラウザーには、回答を保存するための空き容量が ${number(needed)} MB ありません。プライベートウィンドウを使わない、またはディスクの空きを増やすと改善することがあります。`,
    width: (there: number, needed: number) =>
      `ウィンドウの幅は ${number(there)} ピクセルですが、研究には ${number(needed)} ピクセルが必要です。画面に余裕があれば、ウィンドウを広げるか、端末を回転させてください。`,
    height: (there: number, needed: number) =>
      `ウィンドウの高さは ${number(there)} ピクセルですが、研究には ${number(needed)} ピクセルが必要です。画面に余裕があれば、ウィンドウを縦に広げるか、端末を回転させてください。`,
    mouse: "マウスまたはタッチパッドがありません。",
    touch: "タッチスクリーンがありません。",
  },

  quota: {
    waitingTitle: "少々お待ちください",
    waiting: "参加枠を探しています。このページは自動的に進みますので、開いたままお待ちください。",
    awayTitle: "ただいま研究を続けることができません",
    away: "現在、参加枠が見つかりませんでした。これまでの内容は保存されています。数分後に、このブラウザーでもう一度お試しください。",
  },

  place: {
    previewTitle: "これはプレビューです",
    preview:
      "先にこの作業（HIT）を引き受けてください。その後、研究が始まります。まだ何も記録されていません。",
    framedTitle: "この研究には専用のタブが必要です",
    framed:
      "このページの中では、ブラウザーが研究のデータの保存を許可しないため、回答を安全に保管できません。専用のタブで開いてください。同じ研究であり、どこからお越しになったかも引き継がれます。",
    ownTab: "新しいタブで研究を開く",
    copyAddress:
      "何も起こらない場合、または開いた先でこの文章が再び表示される場合は、このアドレスを新しいタブにコピーしてください。",
  },

  newerTitle: "研究の内容が変更されました",
  newer:
    "開始された後に研究の内容が変更され、開始時の版はなくなりました。そのため、最初からやり直しとなります。",

  shared: {
    sameTitle: "引き続き同じ方ですか？",
    same: "ここでは、どなたかが研究の途中です。ご本人であれば続けてください。今席に着いたばかりの場合は、新しい参加者として始めてください。",
    goOn: "途中から続ける",
    anew: "新しい参加者として始める",
    earlier: (sessions: number) =>
      count(sessions, {
        other: "スタッフの方へ：このコンピューターから、以前の # 件のセッションを送信中です。",
      }),
    next: "次の参加者",
    unsent:
      "次の方はもう始めることができます。まだ送信されていない内容は、このコンピューターに残り、誰にも表示されず、ここで研究が開かれたときに送信されます。",
    wiped: "このコンピューターには何も残りません。",
    soon: (minutes: number) =>
      count(minutes, { other: "# 分後に、ページは自動的に最初に戻ります。" }),
  },
};
