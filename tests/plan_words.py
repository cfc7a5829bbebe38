"""Three tasks of each plan, word for word as the document prints them (typed here, not read from the file)."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    text: str
    lead: str | None
    coordinating: list[str]
    product: str | None
    schedule: str | None
    due: list[str]


LABOUR = "Ban Tổ chức, Nội vụ - Lao động, Thương binh và Xã hội"
EVERYBODY = ["Các phòng, ban, cơ quan, đơn vị có liên quan", "Các thôn"]

TASKS: dict[str, dict[str, Words]] = {
    "my-thinh-05ct": {
        "MT-T01": Words(
            "Cấp ủy, chính quyền các cấp, xây dựng, cụ thể hóa thành kế hoạch hằng năm để triển khai thực hiện "
            "Chỉ thị 05-CT/TW và Nghị quyết 160-NQ/CP.",
            "Cấp ủy, chính quyền các cấp", [], "Kế hoạch hằng năm", "hằng năm", [],
        ),
        "MT-T02": Words(
            "Việc tổ chức thực hiện Kế hoạch phải thiết thực và hiệu quả; thường xuyên kiểm tra, giám sát; tổ chức "
            "sơ kết, tổng kết và biểu dương, khen thưởng kịp thời các gương điển hình trong phong trào thi đua thực "
            "hiện Chương trình giảm nghèo bền vững.",
            None, [], None, "thường xuyên (kiểm tra, giám sát)", [],
        ),
        "MT-T21": Words(
            "Tập trung chấn chỉnh và thực hiện tốt việc rà soát, xác định chính xác hộ nghèo, hộ cận nghèo hàng năm "
            "đảm bảo công khai, dân chủ, làm cơ sở thực hiện chính sách giảm nghèo đúng đối tượng, đúng mục đích; "
            "thực hiện phương pháp quản lý hồ sơ hộ nghèo, hộ cận nghèo hợp lý, khoa học làm cơ sở đề xuất các giải "
            "pháp hỗ trợ phù hợp theo từng nhóm hộ nghèo, từng khu vực; có biện pháp quyết liệt, cương quyết đối với "
            "các hộ có đủ điều kiện tổ chức sản xuất, học tập, lao động nhưng có tư tưởng trông chờ thụ hưởng chính "
            "sách.",
            None, [], None, "hàng năm", [],
        ),
    },
    "cao-lanh-2021-2025": {
        "CL-T01": Words(
            "Cấp uỷ, chính quyền và các tổ chức chính trị - xã hội quán triệt quan điểm chỉ đạo của Trung ương, Tỉnh "
            "về tầm quan trọng của chương trình mục tiêu quốc gia giảm nghèo bền vững với sự phát triển kinh tế - xã "
            "hội.",
            "Cấp uỷ, chính quyền và các tổ chức chính trị - xã hội", [], None, None, [],
        ),
        "CL-T08": Words(
            "Thường xuyên kiểm tra, giám sát việc thực hiện chương trình mục tiêu giảm nghèo bền vững; công tác giảm "
            "nghèo.",
            None, [], None, "thường xuyên", [],
        ),
        "CL-T10": Words(
            "Kịp thời biểu dương, khen thưởng những điển hình trong thực hiện chương trình giảm nghèo.",
            None, [], None, None, [],
        ),
    },
    "xuan-hoa-2024": {
        "XH-T04": Words(
            "Hỗ trợ tiếp cận, can thiệp trực tiếp phòng chống suy dinh dưỡng, thiếu vi chất dinh dưỡng cho bà mẹ, "
            "trẻ em dưới 5 tuổi thuộc hộ gia đình hộ nghèo và hộ cận nghèo.",
            "Trạm y tế xã", ["Các trường học"], None, "Hoàn thành quý III năm 2024", ["2024-09-30"],
        ),
        "XH-T20": Words(
            "Kiểm tra, giám sát, đánh giá kết quả thực hiện các chính sách, chương trình, dự án giảm nghèo định kỳ, "
            "hằng năm hoặc đột xuất.",
            "UBND xã (tham mưu chính là công chức phụ trách Lao động - TBXH)", ["MTTQ xã"], None,
            "định kỳ, hằng năm hoặc đột xuất; Trong năm 2024", ["2024-12-31"],
        ),
        "XH-T22": Words(
            "Quán triệt, tuyên truyền nâng cao nhận thức về giảm nghèo bền vững. Đẩy mạnh công tác thông tin tuyên "
            "truyền về giảm nghèo bằng nhiều hình thức phù hợp để tạo chuyển biến mạnh mẽ về nhận thức và trách nhiệm "
            "của cán bộ, đảng viên, nhất là người đứng đầu trong công tác giảm nghèo. Tiếp tục đẩy mạnh thực hiện "
            "phong trào thi đua “Vì người nghèo - Không để ai bị bỏ lại phía sau”.",
            None, [], None, None, [],
        ),
    },
    "quynh-nhai-160nq": {
        "QN-T06": Words(
            "Triển khai đồng bộ, có hiệu quả chương trình mục tiêu quốc gia (chương trình xây dựng nông thôn mới, "
            "chương trình mục tiêu quốc gia giảm nghèo, chương trình phát triển kinh tế - xã hội vùng đồng bào dân "
            "tộc thiểu số và miền núi đến năm 2030 ). Tập trung chỉ đạo triển khai kịp thời, đầy đủ chương trình mục "
            "tiêu quốc gia, các chương trình, dự án, đầu tư đồng bộ công trình kết cấu hạ tầng, các dự án giảm nghèo "
            "nâng cao thu nhập người lao động, giảm thiểu thiếu hụt các dịch vụ xã hội cơ bản, nâng cao đời sống của "
            "hộ nghèo, cận nghèo và người dân trên địa bàn. Đến năm 2030 tỷ lệ hộ nghèo của huyện giảm còn dưới 1%.",
            None, [], None, "đến năm 2030", ["2030-12-31"],
        ),
        "QN-T14": Words(
            "Tổ chức các hoạt động kiểm tra, giám sát, tổng kết, khen thưởng: xây dựng tài liệu tập huấn, hướng dẫn "
            "về công tác điều tra, rà soát hộ nghèo, hộ cận nghèo hàng năm làm cơ sở thu thập, cập nhật thông tin dữ "
            "liệu phục vụ việc theo dõi, quản lý, giám sát đánh giá ở các cấp. Tổ chức họp giao ban hàng quý, năm; để "
            "theo dõi, giám sát, đánh giá các chỉ tiêu, mục tiêu, lộ trình thực hiện Chương trình giảm nghèo nhanh và "
            "bền vững của huyện.",
            None, [], "Tài liệu tập huấn, hướng dẫn điều tra, rà soát; họp giao ban",
            "hàng năm (điều tra, rà soát); họp giao ban hàng quý, năm", [],
        ),
        "QN-T46": Words(
            "Thực hiện đồng bộ các Chương trình mục tiêu quốc gia giảm nghèo bền vững, Chương trình mục tiêu quốc gia "
            "xây dựng nông thôn mới giai đoạn 2021-2025, 2026-2030, Chương trình phát triển kinh tế - xã hội vùng "
            "đồng bào dân tộc thiểu số và miền núi, trong đó tập trung nguồn lực đẩy mạnh giảm nghèo cho các xã, bản "
            "có tỷ lệ hộ nghèo cao; xã, bản xác định xây dựng nông thôn mới.",
            None, [], None, "giai đoạn 2021-2025, 2026-2030", ["2025-12-31", "2030-12-31"],
        ),
    },
    "ly-son-160nq": {
        "LS-T04": Words(
            "Tham gia, hưởng ứng cuộc thi “Các tác phẩm báo chí viết về công tác giảm nghèo” do các cấp phát động",
            LABOUR, EVERYBODY, "Các tác phẩm truyền thông, báo chí", "Định kỳ 02 năm", [],
        ),
        "LS-T09": Words(
            "Rà soát, đề xuất thích hợp, hoàn thiện hệ thống pháp luật về giảm nghèo bền vững, bảo đảm mức sống tối "
            "thiểu tăng dần và khả năng tiếp cận các dịch vụ xã hội cơ bản của người dân",
            LABOUR, EVERYBODY, "Nghị định của Chính phủ", "Giai đoạn 2026-2030", ["2030-12-31"],
        ),
        "LS-T20": Words(
            "Tổ chức triển khai thực hiện có hiệu quả các chính sách, dự án thuộc Chương trình mục tiêu quốc gia giảm "
            "nghèo bền vững trên địa bàn huyện giai đoạn 2021-2025.",
            None, [], None, "giai đoạn 2021-2025", ["2025-12-31"],
        ),
    },
}  # fmt: skip
