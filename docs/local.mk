dist_man_MANS = docs/man/agentd.1 docs/man/agentctl.1
dist_doc_DATA = README.md LICENSE docs/actions.md docs/architecture.md docs/config.md docs/scripting.md docs/protocol.md docs/events.md

completiondir = $(datadir)/bash-completion/completions
dist_completion_DATA = docs/completion/agentctl
install-data-hook:
	cd $(DESTDIR)$(completiondir) && ln -sf agentctl agentd
uninstall-hook:
	rm -f $(DESTDIR)$(completiondir)/agentd

systemduserdir = $(prefix)/lib/systemd/user
systemduser_DATA = docs/systemd/agentd.service
EXTRA_DIST += docs/picture.png docs/systemd/agentd.service.in docs/agentctl_1
CLEANFILES += docs/systemd/agentd.service
docs/systemd/agentd.service: docs/systemd/agentd.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) docs/systemd && sed 's|@bindir[@]|$(bindir)|' $(srcdir)/docs/systemd/agentd.service.in > $@.tmp && mv $@.tmp $@
