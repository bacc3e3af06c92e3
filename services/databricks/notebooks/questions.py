# Databricks notebook source
# MAGIC %md
# MAGIC # Questions
# MAGIC Asked of the tables that `batch` has written.

# COMMAND ----------

# MAGIC %run ./configuration

# COMMAND ----------

for feed in catalogue.FEEDS:
    spark.table(feed.clean + SUFFIX).createOrReplaceTempView(feed.name)

# COMMAND ----------

# MAGIC %md
# MAGIC ## Groups of age
# MAGIC A view that several questions use: each post with its user's group, from 18 years on.

# COMMAND ----------

# MAGIC %sql
# MAGIC create or replace temp view grouped as
# MAGIC select
# MAGIC   pin.*,
# MAGIC   year(user.date_joined) as join_year,
# MAGIC   case
# MAGIC     when user.age between 18 and 24 then '18-24'
# MAGIC     when user.age between 25 and 35 then '25-35'
# MAGIC     when user.age between 36 and 50 then '36-50'
# MAGIC     else '+50'
# MAGIC   end as age_group
# MAGIC from pin
# MAGIC inner join user on pin.ind = user.ind
# MAGIC where user.age >= 18

# COMMAND ----------

# MAGIC %md
# MAGIC ## Which category is the most popular in each country?

# COMMAND ----------

# MAGIC %sql
# MAGIC select country, category, category_count
# MAGIC from (
# MAGIC   select
# MAGIC     country, category, count(*) as category_count,
# MAGIC     row_number() over (partition by country order by count(*) desc, category) as place
# MAGIC   from pin inner join geo on pin.ind = geo.ind
# MAGIC   group by country, category
# MAGIC )
# MAGIC where place = 1
# MAGIC order by country

# COMMAND ----------

# MAGIC %md
# MAGIC ## How many posts did each category get in each year from 2018 to 2022?

# COMMAND ----------

# MAGIC %sql
# MAGIC select year(geo.timestamp) as post_year, category, count(*) as category_count
# MAGIC from pin inner join geo on pin.ind = geo.ind
# MAGIC where year(geo.timestamp) between 2018 and 2022
# MAGIC group by post_year, category
# MAGIC order by post_year, category_count desc, category

# COMMAND ----------

# MAGIC %md
# MAGIC ## Who has the most followers in each country?

# COMMAND ----------

# MAGIC %sql
# MAGIC select country, poster_name, follower_count
# MAGIC from (
# MAGIC   select
# MAGIC     country, poster_name, follower_count,
# MAGIC     row_number() over (partition by country order by follower_count desc, poster_name) as place
# MAGIC   from pin inner join geo on pin.ind = geo.ind
# MAGIC   where poster_name is not null and follower_count is not null
# MAGIC )
# MAGIC where place = 1
# MAGIC order by country

# COMMAND ----------

# MAGIC %md
# MAGIC ## In which country is the user with the most followers of all?

# COMMAND ----------

# MAGIC %sql
# MAGIC select country, follower_count
# MAGIC from pin inner join geo on pin.ind = geo.ind
# MAGIC where poster_name is not null and follower_count is not null
# MAGIC order by follower_count desc, poster_name, country
# MAGIC limit 1

# COMMAND ----------

# MAGIC %md
# MAGIC ## Which category is the most popular in each age group?

# COMMAND ----------

# MAGIC %sql
# MAGIC select age_group, category, category_count
# MAGIC from (
# MAGIC   select
# MAGIC     age_group, category, count(*) as category_count,
# MAGIC     row_number() over (partition by age_group order by count(*) desc, category) as place
# MAGIC   from grouped
# MAGIC   group by age_group, category
# MAGIC )
# MAGIC where place = 1
# MAGIC order by age_group = '+50', age_group

# COMMAND ----------

# MAGIC %md
# MAGIC ## What is the median follower count in each age group?

# COMMAND ----------

# MAGIC %sql
# MAGIC select age_group, median(follower_count) as median_follower_count
# MAGIC from grouped
# MAGIC where follower_count is not null
# MAGIC group by age_group
# MAGIC order by age_group = '+50', age_group

# COMMAND ----------

import matplotlib.pyplot as plt

medians = _sqldf.toPandas()
figure, axes = plt.subplots(figsize=(7, 3))
axes.bar(medians.age_group, medians.median_follower_count)
axes.set_ylabel("median of followers")

# COMMAND ----------

# MAGIC %md
# MAGIC ## How many users joined in each year from 2015 to 2020?

# COMMAND ----------

# MAGIC %sql
# MAGIC select year(user.date_joined) as post_year, count(distinct pin.poster_name) as number_users_joined
# MAGIC from pin inner join user on pin.ind = user.ind
# MAGIC where year(user.date_joined) between 2015 and 2020
# MAGIC group by post_year
# MAGIC having number_users_joined > 0
# MAGIC order by post_year

# COMMAND ----------

# MAGIC %md
# MAGIC ## What is the median follower count of users who joined in each year?

# COMMAND ----------

# MAGIC %sql
# MAGIC select year(user.date_joined) as post_year, median(follower_count) as median_follower_count
# MAGIC from pin inner join user on pin.ind = user.ind
# MAGIC where follower_count is not null and year(user.date_joined) between 2015 and 2020
# MAGIC group by post_year
# MAGIC order by post_year

# COMMAND ----------

# MAGIC %md
# MAGIC ## And by age group?

# COMMAND ----------

# MAGIC %sql
# MAGIC select age_group, join_year as post_year, median(follower_count) as median_follower_count
# MAGIC from grouped
# MAGIC where follower_count is not null and join_year between 2015 and 2020
# MAGIC group by age_group, post_year
# MAGIC order by age_group = '+50', age_group, post_year
