"""The members of zip and tar archives, as streams. Nothing is ever written under a member's name."""

from transforms.read.archive.members import Found, Member, RefusedMember
from transforms.read.archive.tars import tar_members
from transforms.read.archive.zips import zip_members

__all__ = ["Found", "Member", "RefusedMember", "tar_members", "zip_members"]
