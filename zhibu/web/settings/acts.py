"""What stands in the log, in people's words. One label may stand for several acts: the row says when and whom besides.

An act without a label is shown as another change; `tests/web/settings/test_log.py` finds new acts that have none. Acts
of concerns never stand here: their log rows belong to no organisation.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str | Promise, str] = {
    _("开账号、开登录条子"): "open_account open_with_role write_slips give_log_in",
    _("给角色"): "grant_role give_role",
    _("同意或不同意管理员的提议"): "agree_to_role agree_to_recovery decline_proposal",
    _("结束角色"): "end_role",
    _("给新的一次性密码"): "give_password renew_password",
    _("停用账号"): "close_account",
    _("重新启用账号"): "open_account_again",
    _("账号对上花名册"): "link_member link_by_name",
    _("改自己的密码"): "choose_password",
    _("开或停用程序的令牌"): "make_token revoke_token",
    _("设或停用对别的程序的通知"): "make_hook try_hook restart_hook revoke_hook",
    _("请求、同意或不同意紧急打开"): "ask_opening agree_to_opening decline_opening",
    _("请求删除自己的资料，或撤回"): "ask_erasure withdraw_erasure",
    _("删除离开的人的资料"): "erase_person",
    _("加或去掉第二道验证"): "keep_app keep_passkey give_up_factor renew_codes",
    _("定登录要不要第二道验证"): "ask_second_factor ask_second_factor_no_longer",
    _("定名称怎么叫，或撤销"): "set_own_words take_back_own_words",
    _("看过账号上的事"): "read_all",
    _("退出别处的登录"): "end_log_in end_other_log_ins",
    _("建立或撤销党组织"): (
        "found_below found_organisation dissolve dissolve_organisation open_project_branch close_project begin"
    ),
    _("机构调整：调整上级、合并、分出、撤销"): "move merge split dissolve_whole take_back",
    _("改党组织的资料"): (
        "describe_organisation correct_founding correct_founding_day set_records_from add_group rename_group end_group"
        " cover_unit describe_unit end_unit"
    ),
    _(
        "定本单位的要求"
    ): "set_figures drop_figures set_province set_value end_value keep_identity_numbers drop_identity_numbers",
    _("记任期"): "record_term take_back_term",
    _("任职"): "take_post",
    _("离任"): "leave_post",
    _("撤销刚记的任职"): "take_back_post",
    _("录入党员"): "enter_member enter_members receive_from_outside",
    _("更正党员资料"): "correct_details answer_request set_condition end_condition take_back_condition",
    _("请支部改自己的资料"): "ask_for_correction",
    _("调整党小组或支部"): "move_member set_group",
    _("转接组织关系"): "issue_letter receive withdraw leave_branch",
    _("联系流动党员"): "name_contact note_contact undo_contact",
    _("记学时"): "note_course enter_courses undo_course",
    _("记会议"): "record_gathering record_gatherings note_replies add_signed_pages confirm_record",
    _("撤回会议、签字页或归档"): "undo_gathering call_off revive take_down_signed_page withdraw_confirmation",
    _("排年度计划"): "plan_year undo_year_plan enter_theme note_theme withdraw_theme",
    _("党务公开"): "put_up take_down tick",
    _("记谈心谈话"): "note_talk note_talks confirm_talk undo_talk undo_talks arrange_talks let_go",
    _("组织生活会和民主评议"): "note_life count_appraisal count_ballots enter_ballots",
    _("确认或回答体检"): "confirm_month open_month_again answer_finding take_back_answer",
    _("整改"): "start_measure strike_measure take_up strike accept accept_measure to_mend",
    _("目标和季度回看"): (
        "write_book agree say_word show_book propose_lines take_over_books take_word_back undo_book"
        " look_at undo_look close_quarter open_quarter"
    ),
    _("表扬和评优"): "praise agree_to_publish undo_praise nominate vote send_up show_publicly undo_honour",
    _("提醒和帮助"): (
        "urge undo_urging open_help see_help try_another_way end_as_turned open_again undo_help ask_superior"
    ),
    _("发展党员"): (
        "enter_candidate correct_particulars note_step note_steps correct_step take_back_step answer_submission"
        " take_back_submission issue_booklet change_booklet send_letter letter_back take_back_letter link_case"
        " move_case pause_case resume_case set_plan take_back_cases take_over_case"
    ),
    _("党费"): (
        "fix_year change_dues arrange take_back_arrangement collect_month undo_collection record_payment undo_payment"
        " take_back_money say_paid confirm not_seen hand_up undo_handing_up note_receipt publish undo_publication"
        " remind close_year undo_close take_over_year"
    ),
    _("任务"): (
        "create_task adapt change_task drop finish take_over hand_over note_progress undo_deed undo_task withdraw_task"
        " ask_help answer_help ask_more_time answer_more_time put_on_agenda"
    ),
    _("推迟、放下或转交要办的事"): "put_off not_applicable put_back",
    _("提醒和日历"): "choose_reminders try_mail make_feed revoke_feed",
    _("群机器人"): "set_robot drop_robot try_robot",
    _("派任务"): "send_assignment record_assignment withdraw_assignment keep_form forget_form",
    _("主动工作和协作"): (
        "begin_initiative share stop_sharing borrow ask_to_help make_link note_answer answer_by_link undo_answer"
    ),
    _("请示、报告和答复"): "reply undo_reply hand_in",
    _("上级的帮助和提问"): "send answer close ask",
    _("单位目标和大事"): (
        "set_goal drop_goal note_figure link_gathering note_day undo_day record_matter switch_on write_list check_duty"
    ),
    _("换届"): "approve undo_approval change_setup count undo_round undo_step",
    _("小调查"): "open_survey change_end enter_paper",
    _("走访慰问"): "note_visit note_event note_deed note_help take_back_care",
    _("定受理台"): "set_desk set_door",
    _("导入"): "commit_upload",
    _("撤销导入"): "undo_upload",
    _("文书模板"): "keep_paper_template drop_paper_template",
}
LABEL_OF: dict[str, str | Promise] = {act: label for label, acts in LABELS.items() for act in acts.split()}
OF_ACCOUNTS = frozenset(
    {
        "open_account",
        "open_with_role",
        "write_slips",
        "give_log_in",
        "grant_role",
        "give_role",
        "end_role",
        "give_password",
        "renew_password",
        "agree_to_role",
        "agree_to_recovery",
        "decline_proposal",
        "close_account",
        "open_account_again",
        "link_member",
        "link_by_name",
        "begin",
        "make_hook",
        "try_hook",
        "restart_hook",
        "revoke_hook",
    }
)
"""What the keeper of accounts reads: nothing of what branches do."""


def act_words(act: str) -> str:
    return str(LABEL_OF.get(act, _("其他改动")))
