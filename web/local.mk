nobase_dist_pkgdata_DATA += \
	web/app.css \
	web/app.js \
	web/ask.js \
	web/dom.js \
	web/icon.svg \
	web/index.html \
	web/picture.js \
	web/rpc.js \
	web/steps.js \
	web/tasks.js \
	web/words.js
